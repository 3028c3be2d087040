// Suggests topics that are in use while one types them: arrows choose, Return and Tab take, Escape leaves. A textarea,
// which wraps where the screen is narrow, may not be called a combobox (ARIA in HTML), so a line says what is offered.

const form = document.querySelector("[data-desk]");
const MOST = 8;
let known; // a promise of all topics, asked for once

if (form) {
  form.addEventListener("focusin", (event) => event.target.closest("[data-topics] textarea") && prepare(event.target));
  form.addEventListener("input", (event) => event.target.closest("[data-topics] textarea") && suggest(event.target));
  form.addEventListener("keydown", (event) => event.target.closest("[data-topics] textarea") && steer(event));
  form.addEventListener("focusout", (event) => event.target.closest("[data-topics] textarea") && close(event.target));
}

function prepare(field) {
  known ??= fetch("/write/topics/", { headers: { Accept: "application/json" } })
    .then((answer) => answer.json())
    .then(({ topics }) => topics)
    .catch(() => ((known = undefined), []));
  if (field.hasAttribute("aria-controls")) return;
  const list = document.createElement("ul");
  list.className = "suggestions";
  list.id = `${field.id}-list`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Topics in use");
  list.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) take(field, option);
  });
  field.after(list);
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-controls", list.id]]) {
    field.setAttribute(name, value);
  }
}

async function suggest(field) {
  const [start, end] = term(field);
  const typed = fold(field.value.slice(start, end));
  const topics = await known;
  const list = listOf(field);
  if (!list || document.activeElement !== field) return;
  const taken = new Set(field.value.split(",").map(fold));
  const found = typed ? topics.filter(({ name }) => fold(name).includes(typed) && !taken.has(fold(name))) : [];
  found.sort((a, b) => fold(b.name).startsWith(typed) - fold(a.name).startsWith(typed));
  list.replaceChildren(...found.slice(0, MOST).map((topic, place) => option(list, topic, place)));
  list.hidden = !found.length;
  say(found.length ? `${Math.min(found.length, MOST)} topics in use: arrow down to choose.` : "");
  field.removeAttribute("aria-activedescendant");
}

function say(sentence) {
  const line = form.querySelector("[data-said]");
  if (line && line.textContent !== sentence) line.textContent = sentence;
}

function option(list, { name, count }, place) {
  const element = document.createElement("li");
  element.id = `${list.id}-${place}`;
  element.setAttribute("role", "option");
  element.setAttribute("aria-selected", "false");
  element.dataset.topic = name;
  const label = document.createElement("span");
  label.textContent = name;
  const often = document.createElement("small");
  often.textContent = `${count} section${count === 1 ? "" : "s"}`;
  element.append(label, " ", often);
  return element;
}

function steer(event) {
  const field = event.target;
  const list = listOf(field);
  if (event.key === "Enter") event.preventDefault(); // topics are one line
  if (!list || list.hidden) return;
  const options = [...list.children];
  const here = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose(field, options, (here + step + options.length + (here < 0 && step < 0 ? 1 : 0)) % options.length);
  } else if ((event.key === "Enter" || event.key === "Tab") && here >= 0) {
    event.preventDefault();
    take(field, options[here]);
  } else if (event.key === "Escape") {
    close(field);
  }
}

function choose(field, options, place) {
  options.forEach((each, number) => each.setAttribute("aria-selected", String(number === place)));
  field.setAttribute("aria-activedescendant", options[place].id);
  options[place].scrollIntoView({ block: "nearest" });
}

function take(field, chosen) {
  const [start, end] = term(field);
  const before = field.value.slice(0, start) + (start ? " " : "");
  const rest = field.value.slice(end).replace(/^,?\s*/, "");
  field.value = `${before}${chosen.dataset.topic}, ${rest}`;
  field.selectionStart = field.selectionEnd = before.length + chosen.dataset.topic.length + 2;
  field.dispatchEvent(new Event("change", { bubbles: true }));
  close(field);
}

function close(field) {
  const list = listOf(field);
  if (!list) return;
  list.hidden = true;
  field.removeAttribute("aria-activedescendant");
}

function listOf(field) {
  return document.getElementById(`${field.id}-list`);
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
