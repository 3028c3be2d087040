// Markdown that people type by habit becomes what it says, as soon as its last sign is typed.
import { InputRule } from "../../vendor/prosemirror/prosemirror.js";
import { addressOf } from "./link.js";
import { schema } from "./schema.js";

const { marks } = schema;

export function typedMarks() {
  return [
    between(/(?:^|[^*\\])(\*\*([^*\s](?:[^*]*[^*\s])?)\*\*)$/, marks.strong),
    between(/(?:^|[^\p{L}\p{N}_\\])(__([^_\s](?:[^_]*[^_\s])?)__)$/u, marks.strong),
    between(/(?:^|[^*\\])(\*([^*\s](?:[^*]*[^*\s])?)\*)$/, marks.em),
    between(/(?:^|[^\p{L}\p{N}_\\])(_([^_\s](?:[^_]*[^_\s])?)_)$/u, marks.em),
    between(/(?:^|[^~])(~~([^~\s](?:[^~]*[^~\s])?)~~)$/, marks.strike),
    between(/(?:^|[^`])(`([^`]+)`)$/, marks.code),
    new InputRule(/(\[([^[\]]+)\]\(([^\s()]+)\))$/, (state, found, from, to) => {
      const href = addressOf(found[3]);
      return href && replaced(state, found, from, to, marks.link.create({ href }));
    }),
  ];
}

function between(pattern, type) {
  return new InputRule(pattern, (state, found, from, to) => {
    if (type !== marks.code && marks.code.isInSet(state.doc.resolve(from + 1).marks())) return null;
    return replaced(state, found, from, to, type.create());
  }, { inCodeMark: false });
}

/* found[1] is all that was typed, found[2] the words. The last sign is not in the document yet. */
function replaced(state, found, from, to, mark) {
  const start = from + found[0].length - found[1].length;
  const opening = found[1].indexOf(found[2]);
  const tr = state.tr.delete(start + opening + found[2].length, to).delete(start, start + opening);
  return tr.addMark(start, start + found[2].length, mark).removeStoredMark(mark);
}
