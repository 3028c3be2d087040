// Add, remove and move sections without asking the server. What it does to the page is what the server would send.

const form = document.querySelector("[data-desk]");
const list = form?.querySelector("[data-sections]");
const blank = document.querySelector("[data-blank-section]");
const LETTERS = "abcdefghijkmnpqrstuvwxyz"; // as the server's keys: no "l" and no "o"

if (list && blank) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button || button.disabled) return;
    event.preventDefault();
    acts[button.dataset.act](button.closest("[data-section]"), button);
    renumber();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

const acts = {
  add(above) {
    if (isFull()) return say(form.querySelector("[data-full]").textContent);
    const section = copyOfBlank();
    above ? above.after(section) : list.append(section);
    section.querySelector(".heading-line").focus();
    say("A section is added.");
  },
  up: (section) => move(section, -1),
  down: (section) => move(section, 1),
  remove(section) {
    takeOut(section, true);
    section.querySelector("[data-name]").textContent = nameOf(section);
    section.querySelector('[data-act="undo"]').focus();
    say("The section is taken out. It can be brought back until you save.");
  },
  undo(section) {
    takeOut(section, false);
    section.querySelector(".heading-line").focus();
    say("The section is back.");
  },
};

function shown() {
  return [...list.querySelectorAll("[data-section]")].filter((section) => !section.querySelector("[data-removed]").value);
}

function isFull() {
  return shown().length >= Number(form.dataset.mostSections);
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint32Array(8)), (n) => LETTERS[n % LETTERS.length]).join("");
}

export function copyOfBlank(key = newKey()) {
  const copy = blank.content.cloneNode(true).firstElementChild;
  for (const element of [copy, ...copy.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("newsection")) attribute.value = attribute.value.replaceAll("newsection", key);
    }
  }
  return copy;
}

function move(section, step) {
  const sections = shown();
  const other = sections[sections.indexOf(section) + step];
  if (!other) return;
  step < 0 ? other.before(section) : other.after(section);
  renumber();
  const [pressed, opposite] = step < 0 ? ["up", "down"] : ["down", "up"];
  const button = section.querySelector(`[data-act="${pressed}"]`);
  (button.disabled ? section.querySelector(`[data-act="${opposite}"]`) : button).focus();
  say(`Now section ${shown().indexOf(section) + 1} of ${shown().length}.`);
}

function takeOut(section, out) {
  section.querySelector("[data-removed]").value = out ? "1" : "";
  section.querySelector("[data-taken-out]").hidden = !out;
  section.querySelector("[data-fields]").hidden = out;
}

function nameOf(section) {
  return section.querySelector(".heading-line").value.trim() || `Section ${section.querySelector("[data-number]").textContent}`;
}

export function renumber() {
  const sections = shown();
  sections.forEach((section, place) => {
    section.querySelectorAll("[data-number]").forEach((number) => (number.textContent = place + 1));
    section.querySelectorAll("[data-count]").forEach((count) => (count.textContent = sections.length));
    section.querySelector("[data-tools]").setAttribute("aria-label", `Section ${place + 1}`);
    section.querySelector('[data-act="up"]').disabled = place === 0;
    section.querySelector('[data-act="down"]').disabled = place === sections.length - 1;
  });
  form.querySelector("[data-full]").hidden = !isFull();
}

function say(sentence) {
  form.querySelector("[data-said]").textContent = sentence;
}
