// Suggests topics that are in use while one types them: arrows choose, Return and Tab take, Escape leaves.

import { combobox } from "./combobox.js";

const form = document.querySelector("[data-desk]");
const MOST = 8;
const boxes = new WeakMap();
let known; // a promise of all topics, asked for once

if (form) {
  form.addEventListener("focusin", (event) => event.target.closest("[data-topics] textarea") && prepare(event.target));
  form.addEventListener("input", (event) => event.target.closest("[data-topics] textarea") && suggest(event.target));
  form.addEventListener("keydown", (event) => event.target.closest("[data-topics] textarea") && oneLine(event));
}

function oneLine(event) {
  if (event.key === "Enter") event.preventDefault();
}

function prepare(field) {
  known ??= fetch("/write/topics/", { headers: { Accept: "application/json" } })
    .then((answer) => answer.json())
    .then(({ topics }) => topics)
    .catch(() => ((known = undefined), []));
  if (boxes.has(field)) return;
  boxes.set(field, combobox(field, { label: "Topics in use", take: ({ name }) => take(field, name), say, takesOnTab: true }));
}

async function suggest(field) {
  const [start, end] = term(field);
  const typed = fold(field.value.slice(start, end));
  const topics = await known;
  const taken = new Set(field.value.split(",").map(fold));
  const found = typed ? topics.map((topic) => option(topic, typed)).filter((each) => each && !taken.has(fold(each.name))) : [];
  found.sort((a, b) => fold(b.called).startsWith(typed) - fold(a.called).startsWith(typed));
  boxes.get(field).show(found.slice(0, MOST));
}

// By its name, or by one that stands for it since topics were tidied; nothing where neither has these letters.
function option({ name, count, once }, typed) {
  const called = [name, ...once].find((each) => fold(each).includes(typed));
  const note = `${count} section${count === 1 ? "" : "s"}`;
  return called && { name, called, note: called === name ? note : `once “${called}”, ${note}` };
}

function say(count) {
  const line = form.querySelector("[data-said]");
  const sentence = count ? `${count} topics in use: arrow down to choose.` : "";
  if (line && line.textContent !== sentence) line.textContent = sentence;
}

function take(field, name) {
  const [start, end] = term(field);
  const before = field.value.slice(0, start) + (start ? " " : "");
  const rest = field.value.slice(end).replace(/^,?\s*/, "");
  field.value = `${before}${name}, ${rest}`;
  field.selectionStart = field.selectionEnd = before.length + name.length + 2;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// The topic that the caret is in: where it begins, after its comma, and where it ends.
function term(field) {
  const start = field.value.lastIndexOf(",", field.selectionStart - 1) + 1;
  const comma = field.value.indexOf(",", field.selectionStart);
  return [start, comma < 0 ? field.value.length : comma];
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("-", " ").trim();
}
