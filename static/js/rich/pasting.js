// What the editor does with the clipboard: how it reads what is pasted and what it gives to copy.
import { Slice } from "../../vendor/prosemirror/prosemirror.js";
import { addressOf } from "./link.js";
import { read, write } from "./markdown.js";
import { cleanClipboard, cleanPlainText } from "./paste.js";
import { schema } from "./schema.js";

const { nodes, marks } = schema;

export const pasting = {
  transformPastedHTML: cleanClipboard,
  handlePaste: linkSelection,
  clipboardTextParser: parsePlain,
  clipboardTextSerializer: ({ content }) => write(
    nodes.doc.validContent(content) ? nodes.doc.create(null, content) : nodes.doc.createAndFill(null, nodes.paragraph.createAndFill(null, content)) ?? nodes.doc.create(null, nodes.paragraph.create()),
  ),
};

/* Several lines, bullets or addresses are read as the Markdown that they look like; Ctrl+Shift+V takes all as words. */
function parsePlain(text, _, plain) {
  if (plain || !/\n|^\s*[•◦▪‣·●○]\s|https?:\/\//.test(text)) return null;
  const doc = read(cleanPlainText(text).trim());
  return Slice.maxOpen(doc.content);
}

/* An address pasted over words makes them a link. */
function linkSelection(view, event) {
  const text = event.clipboardData?.getData("text/plain").trim() ?? "";
  const { from, to, empty, $from } = view.state.selection;
  if (empty || !/^https?:\/\/\S+$/.test(text) || !$from.parent.type.allowsMarkType(marks.link) || !$from.sameParent(view.state.selection.$to)) return false;
  view.dispatch(view.state.tr.removeMark(from, to, marks.link).addMark(from, to, marks.link.create({ href: addressOf(text) ?? text })));
  return true;
}
