// The small form under the toolbar that asks where a link leads.
import { Selection, toggleMark } from "../../vendor/prosemirror/prosemirror.js";
import { schema } from "./schema.js";

const link = schema.marks.link;

export function makeLinkForm(id, view) {
  const form = document.createElement("div");
  form.className = "rich-link";
  form.hidden = true;
  form.setAttribute("role", "group");
  form.setAttribute("aria-label", "Link");
  form.innerHTML = `<label class="label" for="${id}-link">Web address</label>
    <input class="box" id="${id}-link" type="text" inputmode="url" autocomplete="off" aria-describedby="${id}-link-problem">
    <p class="rich-link-problem" id="${id}-link-problem" role="alert"></p>
    <button type="button" class="quiet" data-set>Set link</button>
    <button type="button" class="quiet" data-unset>Remove link</button>
    <button type="button" class="quiet" data-close>Cancel</button>`;
  const field = form.querySelector("input");
  const problem = form.querySelector("p");

  const close = () => { form.hidden = true; view().focus(); };
  const set = () => {
    const href = addressOf(field.value);
    if (!href) {
      problem.textContent = "That is no web address. It begins with https:// or is an e-mail address.";
      field.setAttribute("aria-invalid", "true");
      return;
    }
    apply(view(), href);
    close();
  };
  form.querySelector("[data-set]").addEventListener("click", set);
  form.querySelector("[data-unset]").addEventListener("click", () => { remove(view()); close(); });
  form.querySelector("[data-close]").addEventListener("click", close);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.target === field) { event.preventDefault(); set(); }
  });
  const open = () => {
    const there = rangeOfLink(view().state);
    problem.textContent = "";
    field.removeAttribute("aria-invalid");
    field.value = there?.href ?? "";
    form.querySelector("[data-unset]").hidden = !there;
    form.hidden = false;
    field.focus();
    return true;
  };
  return { form, open };
}

/* "example.org/x" is meant as a web address, "a@example.org" as a mail address; anything else that is no address is null. */
export function addressOf(typed) {
  const text = typed.trim();
  if (/^(https?:\/\/[^\s]+|mailto:[^\s@]+@[^\s@]+|\/(?!\/)[^\s]*|#[^\s]+)$/i.test(text)) return text;
  if (/^[^\s@/]+@[^\s@/]+\.[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}([/?#][^\s]*)?$/i.test(text) ? `https://${text}` : null;
}

/* The link that is selected, or that the caret stands in or right behind: { from, to, href }, or null. */
function rangeOfLink(state) {
  const { from, to, empty } = state.selection;
  let found = null;
  state.doc.nodesBetween(empty ? Math.max(0, from - 1) : from, empty ? Math.min(to + 1, state.doc.content.size) : to, (node, at) => {
    const mark = link.isInSet(node.marks);
    const ends = at + node.nodeSize;
    if (!mark || (empty && (from < at || from > ends || !node.isInline))) return;
    // between two links, the one that begins here
    if (empty && (!found || at === from)) found = { from: at, to: ends, href: mark.attrs.href };
    else if (!empty) found ??= { from, to, href: mark.attrs.href };
  });
  return found;
}

function apply(view, href) {
  const { state } = view;
  const there = rangeOfLink(state);
  const mark = link.create({ href });
  if (there && state.selection.empty) view.dispatch(state.tr.removeMark(there.from, there.to, link).addMark(there.from, there.to, mark));
  else if (state.selection.empty) view.dispatch(state.tr.replaceSelectionWith(schema.text(href.replace(/^mailto:/, ""), [mark]), false));
  else if (!toggleMark(link)(state)) return;
  else {
    const { from, to } = state.selection;
    const tr = state.tr.removeMark(from, to, link).addMark(from, to, mark);
    view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(to), -1)));
  }
}

function remove(view) {
  const there = rangeOfLink(view.state);
  if (there) view.dispatch(view.state.tr.removeMark(there.from, there.to, link));
}
