// A rich editor over a textarea of Markdown. The textarea stays the source of truth: it is what the form sends, and
// where the editor fails or is switched off, it is what one writes in.
import { EditorState, EditorView } from "../../vendor/prosemirror/prosemirror.js";
import { makeLinkForm } from "./link.js";
import { read, write } from "./markdown.js";
import { pasting } from "./pasting.js";
import { makePictures } from "./picture.js";
import { schema } from "./schema.js";
import { makeToolbar } from "./toolbar.js";
import { plugins } from "./typing.js";

const PLAIN = "weeknotes-plain"; // in this browser: somebody rather writes Markdown
const openers = new Map(); // id of a textarea → puts the focus where its words are written

mountAll(document);
const sections = document.querySelector("[data-sections]");
if (sections) {
  new MutationObserver((changes) => {
    for (const added of changes.flatMap((change) => [...change.addedNodes])) if (added.nodeType === 1) mountAll(added);
  }).observe(sections, { childList: true });
}
// The list of errors leads to the fields by their ids, and a field that is hidden cannot take the focus.
document.addEventListener("click", (event) => {
  const id = event.target.closest?.('a[href^="#"]')?.hash.slice(1);
  if (openers.has(id) && openers.get(id)()) event.preventDefault();
});

function mountAll(place) {
  for (const textarea of place.querySelectorAll("[data-writing] textarea")) {
    if (textarea.dataset.rich) continue; // a section that was moved has its editor already
    try {
      mount(textarea);
    } catch (problem) {
      textarea.hidden = false; // Markdown in a plain field is better than nothing to write in
      console.error(problem);
    }
  }
}

function mount(textarea) {
  const id = `${textarea.id}-rich`;
  const writing = textarea.closest("[data-writing]");
  const label = writing.querySelector(`label[for="${CSS.escape(textarea.id)}"]`);
  label.id ||= `${textarea.id}-label`;
  let view = null;
  let shown = textarea.value; // what the editor last read or wrote
  const link = makeLinkForm(id, () => view);
  const pictures = makePictures(() => view, link.form);
  const tools = makeToolbar(id, { open: { link: link.open, picture: pictures.choose }, view: () => view });
  const frame = made("div", "rich"), head = made("div", "rich-head"), place = made("div", "rich-words");
  const swap = made("button", "rich-switch quiet");
  swap.type = "button";

  const keys = made("span", "visually-hidden");
  keys.id = `${id}-keys`;
  keys.textContent = "In bullets, Tab moves one in. To move on instead, press Escape first. Alt and F10 lead to the tools.";

  const stateOf = (markdown) => EditorState.create({ doc: read(markdown), plugins: plugins(link.open, tools) });
  view = new EditorView(place, {
    state: stateOf(shown),
    attributes: () => describe(textarea, id, label),
    ...pasting,
    handlePaste: (...pasted) => pictures.paste(pasted[1]) || pasting.handlePaste(...pasted),
    handleDrop: (_, event) => pictures.drop(event),
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      if (!change.docChanged) return;
      shown = write(view.state.doc);
      if (textarea.value === shown) return;
      textarea.value = shown;
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  tools.show(view.state);

  const reread = () => {
    if (textarea.value === shown) return;
    shown = textarea.value;
    view.updateState(stateOf(shown));
  };
  const show = (rich) => {
    if (rich) reread();
    textarea.hidden = rich;
    place.hidden = tools.bar.hidden = !rich;
    link.form.hidden = true;
    swap.textContent = rich ? "Write in Markdown" : "Write with formatting";
    writing.toggleAttribute("data-is-rich", rich);
  };
  const focus = () => {
    if (textarea.hidden) view.focus();
    return textarea.hidden;
  };
  swap.addEventListener("click", () => {
    show(!textarea.hidden);
    remember(!textarea.hidden);
    if (!focus()) textarea.focus();
  });
  label.addEventListener("click", (event) => focus() && event.preventDefault());
  textarea.addEventListener("reread", reread); // others who write into the field say so
  textarea.addEventListener("described", () => view.setProps({})); // and so do those who say something about it
  window.addEventListener("pageshow", reread); // going back, the browser fills fields in after we read them
  openers.set(textarea.id, focus);

  head.append(tools.bar, swap);
  frame.append(head, link.form, keys, place);
  textarea.before(frame);
  show(!prefersPlain());
  textarea.dataset.rich = "on";
}

function made(tag, name) {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

function describe(textarea, id, label) {
  const described = textarea.getAttribute("aria-describedby");
  return {
    id, class: "words-of-note", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id,
    "aria-describedby": [described, `${id}-keys`].filter(Boolean).join(" "),
    ...(textarea.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
  };
}

/* A browser that keeps nothing for us throws; then nothing is remembered. */
function prefersPlain() {
  try { return localStorage.getItem(PLAIN) === "yes"; } catch { return false; }
}

function remember(plain) {
  try { localStorage.setItem(PLAIN, plain ? "yes" : "no"); } catch { /* not remembered */ }
}
