// Pictures in the rich editor: a tool, a paste or a drop sends the file, asks what it shows, and puts it at the caret.
import { ask, choose, picturesIn } from "../pictures.js";
import { schema } from "./schema.js";

const entry = document.querySelector("[data-desk]")?.getAttribute("action").match(/\/write\/(\d+)\//)?.[1];

/* `after` is the element under which the question is asked. */
export function makePictures(view, after) {
  const take = async (files) => {
    for (const file of files) {
      const picture = await ask(file, { entry, after });
      if (picture) put(view(), picture);
      else view().focus();
    }
  };
  const taken = (transfer, event, how) => {
    const files = entry ? picturesIn(transfer, how) : [];
    if (!files.length) return false;
    event.preventDefault();
    take(files);
    return true;
  };
  return {
    choose: () => choose().then(take),
    paste: (event) => taken(event.clipboardData, event, { pasted: true }),
    drop: (event) => taken(event.dataTransfer, event, {}),
  };
}

function put(view, { url, alt }) {
  const image = schema.nodes.image.create({ src: url, alt });
  view.dispatch(view.state.tr.replaceSelectionWith(image, false).scrollIntoView());
  view.focus();
}
