// Suggests topics, journals, headings and what we cite while one types a search. A page opens; a filter is completed, and
// the rest of the question stays. Return on none of them asks the question, as without this.

import { combobox } from "./combobox.js";

const A_PAUSE = 120; // milliseconds
const GROUPS = {
  topic: "Topics", journal: "Journals", heading: "Headings", resource: "What we cite",
  author: "People", site: "Sites", has: "With", is: "For",
};

for (const form of document.querySelectorAll("[data-suggests]")) follow(form, form.elements.q);

function follow(form, field) {
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  form.append(said);
  const say = (count) => (said.textContent = count ? `${count} suggestion${count === 1 ? "" : "s"}: arrow down to choose.` : "");
  const box = combobox(field, { label: "Suggestions", take, say });
  let waiting;
  let asked = new AbortController();
  let behind = ""; // the caret

  field.addEventListener("input", (event) => event.isComposing || later());
  field.addEventListener("compositionend", later);
  for (const leaving of ["focusout", "keydown"]) {
    field.addEventListener(leaving, ({ key }) => (!key || key === "Escape" || key === "Enter") && forget());
  }

  function later() {
    forget();
    waiting = setTimeout(ask, A_PAUSE);
  }

  function forget() {
    clearTimeout(waiting);
    asked.abort();
  }

  async function ask() {
    asked = new AbortController();
    const { signal } = asked;
    const caret = field.selectionEnd;
    const question = new URLSearchParams(new FormData(form));
    question.set("q", field.value.slice(0, caret));
    behind = field.value.slice(caret);
    if (behind.trim()) question.set("after", behind);
    try {
      const answer = await fetch(`${form.dataset.suggests}?${question}`, { headers: { Accept: "application/json" }, signal });
      const { suggestions } = await answer.json();
      if (!signal.aborted) box.show(suggestions.map(option));
    } catch {
      if (!signal.aborted) box.close(); // without suggestions the field is a field
    }
  }

  function option({ kind, name, says, url, text }) {
    const group = text && kind !== "has" && kind !== "is" ? `Narrow by: ${GROUPS[kind]}` : GROUPS[kind];
    return { name, note: says, group, url, text };
  }

  function take({ url, text }) {
    if (url) return location.assign(url);
    field.value = text + behind.trimStart();
    field.setSelectionRange(text.length, text.length);
  }
}
