// How much a field holds: near its end what is left, beyond it what is too much, said in place before the server has to
// refuse it. Nothing is cut off, and what fits is saved all the same.

const NEAR = 0.9; // of what a field holds
const form = document.querySelector("[data-desk]");
const over = new Set();

if (form) {
  const look = ({ target }) => {
    if (target.dataset?.most) judge(target, { isTyped: true });
    for (const field of over) judge(field); // a section that was taken out leaves room for the others
  };
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  for (const field of form.querySelectorAll("[data-most]")) if (!errorAt(field)) judge(field);
}

/* Look how full a field is, and say it under the field. */
export function judge(field, { isTyped = false } = {}) {
  const [words, isOver] = remark(field);
  if (isTyped) errorAt(field)?.remove(); // what the server said of what stood here before
  if (!words && !field.dataset.remarked) return;
  const line = lineOf(field);
  line.className = isOver ? "limit error" : "limit hint";
  if (line.textContent !== words) line.textContent = words;
  line.hidden = !words;
  describe(field, line.id, words);
  field.toggleAttribute("data-over", isOver);
  if (isOver) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  field.dispatchEvent(new Event("described"));
  if (isOver !== over.has(field)) say(isOver ? words : "It fits again.");
  over[isOver ? "add" : "delete"](field);
}

/* A sentence, or none, and whether it is too much. */
function remark(field) {
  const most = Number(field.dataset.most);
  if (field.dataset.mostTopics) return ofTopics(field, most);
  const isText = field.name.startsWith("body-");
  const here = lengthOf(field.value, most, isText);
  if (here > most) return [`${many(here - most, "character")} too many: ${most.toLocaleString("en-GB")} at most.${kept(field)}`, true];
  if (isText) {
    const whole = Number(form.dataset.mostWords);
    const all = shown().reduce((sum, { value }) => sum + value.length, 0);
    if (all > whole && (field.matches(":focus") || field.parentElement.contains(document.activeElement) || over.has(field)))
      return [`The whole entry has ${many(all - whole, "character")} too many: ${whole.toLocaleString("en-GB")} at most.${kept(field)}`, true];
  }
  return [here > most * NEAR ? `${many(most - here, "character")} left.` : "", false];
}

function ofTopics(field, most) {
  const names = [...new Set(field.value.split(/[,\n]/).map((name) => oneLine(name).toLowerCase()).filter(Boolean))];
  const long = names.find((name) => [...name].length > most);
  if (long) return [`‘${[...long].slice(0, 20).join("")}…’ has ${many([...long].length - most, "character")} too many for a topic: ${most} at most.${kept(field)}`, true];
  const number = Number(field.dataset.mostTopics);
  return names.length > number ? [`${many(names.length - number, "topic")} too many: ${number} at most.${kept(field)}`, true] : ["", false];
}

/* As the server counts: characters, not their halves, and of a line without the spaces around its words. */
function lengthOf(text, most, isText) {
  if (text.length <= most * NEAR) return text.length;
  return [...(isText ? text : oneLine(text))].length;
}

function oneLine(text) {
  return text.split(/\s+/).filter(Boolean).join(" ");
}

function shown() {
  return [...form.querySelectorAll("[data-section]")]
    .filter((section) => !section.querySelector("[data-removed]").value)
    .map((section) => section.querySelector('[name^="body-"]'));
}

function many(number, what) {
  return `${number.toLocaleString("en-GB")} ${what}${number === 1 ? "" : "s"}`;
}

/* Of what is saved as it is typed. */
function kept(field) {
  return field.name ? " Until then it is kept in this browser only." : "";
}

function lineOf(field) {
  const id = `${field.id}-limit`;
  const there = document.getElementById(id);
  if (there) return there;
  const line = Object.assign(document.createElement("span"), { id });
  field.dataset.remarked = "";
  field.after(line);
  return line;
}

function errorAt(field) {
  const place = field.closest(".in-error");
  const error = place?.querySelector(".error:not(.limit)");
  if (!error) return null;
  return {
    remove() {
      describe(field, error.id, "");
      error.remove();
      place.classList.remove("in-error");
      field.removeAttribute("aria-invalid");
    },
  };
}

/* Say by that element what a field holds, or do so no more. */
export function describe(field, id, is) {
  const ids = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
  if (is) ids.unshift(id);
  if (ids.length) field.setAttribute("aria-describedby", ids.join(" "));
  else field.removeAttribute("aria-describedby");
}

function say(sentence) {
  form.querySelector("[data-said]").textContent = sentence;
}
