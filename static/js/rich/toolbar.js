// The tools of one editor: real buttons, one Tab stop, arrows between them (the toolbar pattern of WAI-ARIA).
import {
  lift, liftListItem, redo, setBlockType, toggleMark, undo, wrapIn, wrapInList,
} from "../../vendor/prosemirror/prosemirror.js";
import { schema } from "./schema.js";

const { nodes, marks } = schema;
const DRAWINGS = {
  bold: "M5 3h4a2.4 2.4 0 0 1 0 5H5zM5 8h4.600a2.500 2.500 0 0 1 0 5H5z",
  emphasis: "M7 3h4M5 13h4M9.500 3l-3 10",
  bullets: "M6.500 4h7M6.500 8h7M6.500 12h7M2.800 4h.100M2.800 8h.100M2.800 12h.100",
  numbers: "M6.500 4h7M6.500 8h7M6.500 12h7M2.500 2.800v2.400M2 7.200h1.200L2 9h1.300M2 10.800h1.200v2.400H2",
  heading: "M4 3v10M12 3v10M4 8h8",
  quote: "M3 4v8M6.500 5h7M6.500 8h7M6.500 11h4.500",
  link: "M6.800 9.200a2.600 2.600 0 0 0 3.700 0l2-2a2.600 2.600 0 0 0-3.700-3.700l-.900.900M9.200 6.800a2.600 2.600 0 0 0-3.700 0l-2 2a2.600 2.600 0 0 0 3.700 3.700l.900-.900",
  code: "m5.500 5-3 3 3 3M10.500 5l3 3-3 3",
  picture: "M2.500 3.500h11v9h-11zM2.500 10.500l3-3 2.500 2.500 2-2 3.500 3.500M10.500 6.200h.100",
  undo: "M6 3 3 6l3 3M3 6h6.500a3.500 3.500 0 0 1 0 7H7",
  redo: "m10 3 3 3-3 3M13 6H6.500a3.500 3.500 0 0 0 0 7H9",
};

export function within(state, type, attributes) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (node.type === type && Object.entries(attributes ?? {}).every(([name, value]) => node.attrs[name] === value)) return true;
  }
  return false;
}

function innermostList({ selection: { $from } }) {
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type === nodes.bullet_list || $from.node(depth).type === nodes.ordered_list) return $from.node(depth).type;
  }
  return null;
}

export function marked(state, type) {
  const { from, to, empty, $from } = state.selection;
  return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
}

/* Bullets become numbers and numbers bullets; what is in such a list already is taken out of it. */
const toggleList = (type) => (state, dispatch, view) => {
  const { $from } = state.selection;
  let depth = $from.depth;
  while (depth > 0 && $from.node(depth).type !== nodes.bullet_list && $from.node(depth).type !== nodes.ordered_list) depth -= 1;
  if (!depth) return wrapInList(type)(state, dispatch, view);
  if ($from.node(depth).type === type) return liftListItem(nodes.list_item)(state, dispatch, view);
  dispatch?.(state.tr.setNodeMarkup($from.before(depth), type, { tight: $from.node(depth).attrs.tight }));
  return true;
};
const toggleHeading = (level) => (state, dispatch, view) =>
  within(state, nodes.heading, { level }) ? setBlockType(nodes.paragraph)(state, dispatch, view) : setBlockType(nodes.heading, { level })(state, dispatch, view);
const toggleQuote = (state, dispatch, view) =>
  within(state, nodes.blockquote) ? lift(state, dispatch, view) : wrapIn(nodes.blockquote)(state, dispatch, view);

/* name, drawing, keys, what it does, whether it is on */
export const TOOLS = [
  { name: "Bold", drawing: "bold", keys: "Mod-b", run: toggleMark(marks.strong), on: (s) => marked(s, marks.strong) },
  { name: "Emphasis", drawing: "emphasis", keys: "Mod-i", run: toggleMark(marks.em), on: (s) => marked(s, marks.em) },
  { name: "Bullets", drawing: "bullets", keys: "Mod-Shift-8", run: toggleList(nodes.bullet_list), on: (s) => innermostList(s) === nodes.bullet_list },
  { name: "Numbers", drawing: "numbers", keys: "Mod-Shift-7", run: toggleList(nodes.ordered_list), on: (s) => innermostList(s) === nodes.ordered_list },
  { name: "Link", drawing: "link", keys: "Mod-k", opens: "link", on: (s) => marked(s, marks.link) },
  { name: "Picture", drawing: "picture", keys: "", opens: "picture" },
  { name: "Heading inside this section", drawing: "heading", keys: "Mod-Alt-3", run: toggleHeading(3), on: (s) => within(s, nodes.heading) },
  { name: "Quotation", drawing: "quote", keys: "Mod-Shift-9", run: toggleQuote, on: (s) => within(s, nodes.blockquote) },
  { name: "Code", drawing: "code", keys: "Mod-e", run: toggleMark(marks.code), on: (s) => marked(s, marks.code) },
  { name: "Undo", drawing: "undo", keys: "Mod-z", run: undo },
  { name: "Redo", drawing: "redo", keys: "Mod-y", run: redo },
];

export function makeToolbar(id, { open, view }) {
  const bar = document.createElement("div");
  bar.className = "rich-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Formatting");
  bar.setAttribute("aria-controls", id);
  const buttons = TOOLS.map((tool, place) => makeButton(tool, place, () => (tool.run ? act(tool, view()) : open[tool.opens]())));
  bar.append(...buttons);
  bar.addEventListener("keydown", (event) => moveAlong(event, buttons));
  return {
    bar,
    focus: () => buttons.find((button) => button.tabIndex === 0).focus(),
    show: (state) => TOOLS.forEach((tool, n) => tool.on && buttons[n].setAttribute("aria-pressed", tool.on(state))),
  };
}

function act(tool, view) {
  tool.run(view.state, view.dispatch, view);
  view.focus();
}

function makeButton(tool, place, press) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "rich-tool";
  button.tabIndex = place ? -1 : 0;
  button.setAttribute("aria-label", tool.name);
  button.title = tool.keys ? `${tool.name} (${spoken(tool.keys)})` : tool.name;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const drawing = { viewBox: "0 0 16 16", width: 18, height: 18, fill: "none", stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(drawing)) svg.setAttribute(name, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", DRAWINGS[tool.drawing]);
  svg.append(path);
  button.append(svg);
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the words
  button.addEventListener("click", press);
  return button;
}

function spoken(keys) {
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  return keys.replace("Mod", mac ? "⌘" : "Ctrl").replaceAll("-", "+");
}

function moveAlong(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const next = buttons[(to + buttons.length) % buttons.length];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}
