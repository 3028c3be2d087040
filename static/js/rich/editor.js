// A rich editor over a textarea of Markdown. The textarea stays the source of truth: it is what the form sends, and
// where the editor fails or is switched off, it is what one writes in.
import {
  EditorState, EditorView, Plugin, baseKeymap, chainCommands, dropCursor, exitCode, gapCursor, history, inputRules, keymap,
  liftListItem, redo, sinkListItem, splitListItem, textblockTypeInputRule, undo, wrappingInputRule,
} from "../../vendor/prosemirror/prosemirror.js";
import { makeLinkForm } from "./link.js";
import { read, write } from "./markdown.js";
import { cleanClipboard, cleanPlainText } from "./paste.js";
import { schema } from "./schema.js";
import { TOOLS, makeToolbar } from "./toolbar.js";
import { typedMarks } from "./typing.js";

const { nodes, marks } = schema;

for (const textarea of document.querySelectorAll("[data-writing] textarea")) mount(textarea);
const sections = document.querySelector("[data-sections]");
if (sections) {
  new MutationObserver((changes) => {
    for (const added of changes.flatMap((change) => [...change.addedNodes])) {
      if (added.nodeType === 1) for (const textarea of added.querySelectorAll("[data-writing] textarea")) mount(textarea);
    }
  }).observe(sections, { childList: true });
}

function mount(textarea) {
  if (textarea.dataset.rich) return; // a section that was moved has its editor already
  textarea.dataset.rich = "on";
  const id = `${textarea.id}-rich`;
  const label = document.querySelector(`label[for="${textarea.id}"]`) ?? textarea.closest("[data-writing]").querySelector("label");
  label.id = `${textarea.id}-label`;
  const frame = document.createElement("div");
  frame.className = "rich";
  let view = null;
  const link = makeLinkForm(id, () => view);
  const tools = makeToolbar(id, { openLink: link.open, view: () => view });
  const place = document.createElement("div");
  place.className = "rich-words words-of-note";
  const swap = document.createElement("button");
  swap.type = "button";
  swap.className = "rich-switch quiet";

  view = new EditorView(place, {
    state: stateOf(textarea.value, link.open, tools),
    attributes: describe(textarea, id, label),
    transformPastedHTML: cleanClipboard,
    clipboardTextParser: (text, _, plain) => parsePlain(text, plain),
    clipboardTextSerializer: (slice) => write(nodes.doc.createAndFill(null, slice.content) ?? nodes.doc.create(null, nodes.paragraph.create(null, slice.content))),
    dispatchTransaction(change) {
      view.updateState(view.state.apply(change));
      if (change.docChanged && !change.getMeta("reread")) put(textarea, write(view.state.doc));
    },
  });
  let shown = textarea.value; // what the editor last read or wrote

  const reread = () => {
    if (textarea.value === shown) return;
    shown = textarea.value;
    view.updateState(stateOf(shown, link.open, tools));
  };
  const show = (rich) => {
    if (rich) reread();
    frame.dataset.mode = rich ? "rich" : "plain";
    textarea.hidden = rich;
    place.hidden = !rich;
    tools.bar.hidden = !rich;
    link.form.hidden = true;
    swap.textContent = rich ? "Write in Markdown" : "Write with formatting";
    textarea.closest("[data-writing]").toggleAttribute("data-is-rich", rich);
  };
  const put = (field, text) => {
    shown = text;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  swap.addEventListener("click", () => {
    show(textarea.hidden === false);
    (textarea.hidden ? view : textarea).focus();
  });
  label.addEventListener("click", (event) => {
    if (!textarea.hidden) return;
    event.preventDefault();
    view.focus();
  });
  textarea.addEventListener("reread", reread); // others who write into the field say so
  window.addEventListener("pageshow", reread); // going back, the browser fills fields in after we read them

  frame.append(tools.bar, link.form, place);
  textarea.after(frame);
  frame.after(swap);
  show(localStorage.getItem("weeknotes-plain") !== "yes");
  swap.addEventListener("click", () => localStorage.setItem("weeknotes-plain", textarea.hidden ? "no" : "yes"));
}

function stateOf(markdown, openLink, tools) {
  return EditorState.create({ doc: read(markdown), plugins: plugins(openLink, tools) });
}

function describe(textarea, id, label) {
  const described = textarea.getAttribute("aria-describedby");
  return {
    id, role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id,
    ...(described ? { "aria-describedby": described } : {}),
    ...(textarea.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
  };
}

function parsePlain(text, plain) {
  if (plain || !/\n|^\s*[•◦▪‣·●○]\s/.test(text)) return null;
  const doc = read(cleanPlainText(text));
  return doc.slice(0, doc.content.size);
}

function plugins(openLink, tools) {
  const shortcuts = Object.fromEntries(TOOLS.filter((tool) => tool.run).map((tool) => [tool.keys, tool.run]));
  const insertBreak = (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
    return true;
  };
  return [
    inputRules({
      rules: [
        wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
        wrappingInputRule(/^(\d+)[.)]\s$/, nodes.ordered_list, (m) => ({ order: Number(m[1]) }), (m, node) => node.childCount + node.attrs.order === Number(m[1])),
        wrappingInputRule(/^\s*([-+*•])\s$/, nodes.bullet_list),
        textblockTypeInputRule(/^#{1,5}\s$/, nodes.heading, (m) => ({ level: Math.max(3, m[0].trim().length) })),
        textblockTypeInputRule(/^```$/, nodes.code_block),
        ...typedMarks(),
      ],
    }),
    keymap({
      ...shortcuts,
      "Shift-Mod-z": redo,
      "Mod-k": openLink,
      "Alt-F10": () => { tools.focus(); return true; },
      Enter: splitListItem(nodes.list_item),
      Tab: sinkListItem(nodes.list_item), // where the item cannot sink, Tab moves on as everywhere
      "Shift-Tab": inInnerList(liftListItem(nodes.list_item)),
      "Mod-]": sinkListItem(nodes.list_item),
      "Mod-[": liftListItem(nodes.list_item),
      "Shift-Enter": chainCommands(exitCode, insertBreak),
    }),
    keymap({ ...baseKeymap, "Mod-z": undo }),
    history(),
    dropCursor({ class: "rich-drop" }),
    gapCursor(),
    new Plugin({ view: () => ({ update: (view) => tools.show(view.state) }) }),
  ];
}

/* Shift+Tab lifts a nested bullet; in a top-level one it goes back to the toolbar, as anywhere. */
function inInnerList(command) {
  return (state, dispatch, view) => {
    let depth = 0;
    for (let d = state.selection.$from.depth; d > 0; d -= 1) if (state.selection.$from.node(d).type === nodes.list_item) depth += 1;
    return depth > 1 && command(state, dispatch, view);
  };
}
