// Keys and habits: shortcuts, and Markdown that becomes what it says as soon as its last sign is typed.
import {
  InputRule, Plugin, TextSelection, baseKeymap, chainCommands, dropCursor, exitCode, gapCursor, history, inputRules, keymap, liftListItem,
  redo, sinkListItem, splitListItem, textblockTypeInputRule, undo, wrappingInputRule,
} from "../../vendor/prosemirror/prosemirror.js";
import { addressOf } from "./link.js";
import { schema } from "./schema.js";
import { TOOLS } from "./toolbar.js";

const { nodes, marks } = schema;

export function plugins(openLink, tools) {
  const shortcuts = Object.fromEntries(TOOLS.filter((tool) => tool.run).map((tool) => [tool.keys, tool.run]));
  return [
    inputRules({ rules: [...typedBlocks(), ...typedMarks()] }),
    keymap({
      ...shortcuts,
      "Shift-Mod-z": redo,
      "Mod-a": selectWords,
      "Mod-k": openLink,
      "Alt-F10": () => { tools.focus(); return true; },
      Enter: splitListItem(nodes.list_item),
      Tab: unlessLeaving(sinkListItem(nodes.list_item)), // where the item cannot sink, Tab moves on as everywhere
      "Shift-Tab": unlessLeaving(inInnerList(liftListItem(nodes.list_item))),
      "Mod-]": sinkListItem(nodes.list_item),
      "Mod-[": liftListItem(nodes.list_item),
      "Shift-Enter": chainCommands(exitCode, insertBreak),
    }),
    keymap({ ...baseKeymap, "Mod-z": undo }),
    history(),
    dropCursor({ class: "rich-drop" }),
    gapCursor(),
    leaving,
    new Plugin({ view: () => ({ update: (view) => tools.show(view.state) }) }),
  ];
}

/* Tab means something in a list, so there must be a way out (WCAG 2.1.2): Escape, then Tab, moves on from anywhere. */
const leaving = new Plugin({
  state: { init: () => false, apply: (change, was) => (change.docChanged ? false : change.getMeta("leaving") ?? was) },
  props: {
    handleDOMEvents: {
      keydown(view, event) {
        const wants = event.key === "Escape" || (leaving.getState(view.state) && (event.key === "Tab" || event.key === "Shift"));
        if (wants !== leaving.getState(view.state)) view.dispatch(view.state.tr.setMeta("leaving", wants));
        return false;
      },
      blur(view) {
        if (leaving.getState(view.state)) view.dispatch(view.state.tr.setMeta("leaving", false));
        return false;
      },
    },
  },
});

function unlessLeaving(command) {
  return (state, dispatch, view) => !leaving.getState(state) && command(state, dispatch, view);
}

/* All words rather than the document as a node: tools ask in which paragraphs and lists the selection stands. */
function selectWords({ doc, tr }, dispatch) {
  dispatch?.(tr.setSelection(TextSelection.between(doc.resolve(0), doc.resolve(doc.content.size))));
  return true;
}

function insertBreak(state, dispatch) {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

/* Shift+Tab lifts a nested bullet; in a top-level one it goes back to the toolbar, as anywhere. */
function inInnerList(command) {
  return (state, dispatch, view) => {
    const { $from } = state.selection;
    let depth = 0;
    for (let d = $from.depth; d > 0; d -= 1) if ($from.node(d).type === nodes.list_item) depth += 1;
    return depth > 1 && command(state, dispatch, view);
  };
}

function typedBlocks() {
  return [
    wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    wrappingInputRule(/^(\d{1,3})[.)]\s$/, nodes.ordered_list, (m) => ({ order: Number(m[1]) }), (m, node) => node.childCount + node.attrs.order === Number(m[1])),
    wrappingInputRule(/^\s*([-+*•–])\s$/, nodes.bullet_list),
    textblockTypeInputRule(/^#{1,5}\s$/, nodes.heading, (m) => ({ level: Math.max(3, m[0].trim().length) })),
    textblockTypeInputRule(/^```$/, nodes.code_block),
  ];
}

function typedMarks() {
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
