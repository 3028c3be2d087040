// "Show what Callum wrote": what others saved comes into the page, when asked for. A field that has the focus is never
// touched, nor is anything while words of this page are on their way.
import { differences, fillLine, fillSection, read } from "./fields.js";
import { sayNothingMerged } from "./line.js";

const A_MOMENT = 300, MOST = 20; // milliseconds, and how often to look whether this page's own words have arrived

/* `shown(revision, fields)`: with fields, the page holds all of that revision; without, some of it waits. */
export function makeShowTheirs(form, server, { isBusy, hurry, shown }) {
  const button = document.querySelector("[data-show-theirs]");
  const said = form.querySelector("[data-said]");
  let before = null; // where the focus was, for the button goes when it has done its work
  button.addEventListener("focus", (event) => (before = event.relatedTarget ?? before));
  button.addEventListener("click", async () => {
    hurry();
    for (let n = 0; isBusy() && n < MOST; n += 1) await new Promise((resolve) => setTimeout(resolve, A_MOMENT));
    const told = await server.newest().catch(() => null);
    if (!told || isBusy()) {
      said.textContent = "That did not work just now. Your own words come first; try again in a moment.";
      return;
    }
    const left = fillIn(form, told.fields);
    if (left.length) said.textContent = `${left.join(", ")} stays as you have it for now.`;
    else {
      said.textContent = "Here it is.";
      if (document.activeElement === button) (before?.isConnected ? before : form.elements.title).focus({ preventScroll: true });
      sayNothingMerged();
    }
    shown(told.revision, left.length ? null : read(form));
  });
}

/* Fill in what differs, and take out what is gone. The names of what was left alone, because somebody is in it or it
   holds what the server could not take. */
function fillIn(form, theirs) {
  const left = [];
  const focus = document.activeElement;
  for (const name of ["title", "summary"]) {
    if (form.elements[name].value.trim() === theirs[name] || (name === "title" && !theirs.title)) continue; // a suggestion stays
    if (form.elements[name] === focus || isOver(form.elements[name])) left.push(name === "title" ? "The title" : "The summary");
    else fillLine(form, name, theirs[name]);
  }
  const keys = theirs.sections.map((section) => section.key);
  const gone = read(form).sections.filter((section) => !keys.includes(section.key)).map((section) => ({ ...section, removed: "1" }));
  for (const section of [...theirs.sections.map((each) => ({ ...each, removed: "" })), ...gone]) {
    const here = read(form).sections.find((each) => each.key === section.key);
    if (here && !differences({ title: "", summary: "", sections: [section] }, { title: "", summary: "", sections: [here] }, null).length) continue;
    const place = form.querySelector(`[data-section="${section.key}"]`);
    if (place?.contains(focus) || isOver(place)) left.push(section.heading ? `‘${section.heading}’` : "This section");
    else fillSection(form, section);
  }
  setInOrder(form.querySelector("[data-sections]"), keys, focus);
  return left;
}

function isOver(place) {
  return Boolean(place?.matches("[data-over]") || place?.querySelector("[data-over]"));
}

/* The section that has the focus stays where it is, and the others move round it. */
function setInOrder(list, keys, focus) {
  const places = keys.map((key) => list.querySelector(`[data-section="${key}"]`)).filter(Boolean);
  const now = [...list.children].filter((place) => places.includes(place));
  if (places.every((place, n) => place === now[n])) return;
  const still = places.findIndex((place) => place.contains(focus));
  places.forEach((place, n) => {
    if (still < 0 || n > still) list.append(place);
    else if (n < still) list.insertBefore(place, places[still]);
  });
}
