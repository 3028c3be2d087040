// Under the topics of a section stand those that it may be filed under: asked for after a pause in its words, added by
// a press. The place is kept free for them, so that nothing moves; the focus stays where it is. Where the server does
// not answer, nothing is said: one can write topics as before.
import { Server } from "./keeping/server.js";
import { describe } from "./limits.js";

const form = document.querySelector("[data-desk][data-topics-for]");
const PAUSE = 1200; // milliseconds
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const states = new WeakMap(); // of sections
const server = form && new Server(form);

if (form) {
  form.dataset.offers = ""; // the button that asks without a script goes
  form.addEventListener("input", ({ target }) => target.closest("[data-topics]") ? thin(target) : later(target.closest("[data-section]")));
  form.addEventListener("change", ({ target }) => target.closest("[data-topics]") && thin(target));
  form.addEventListener("focusin", ({ target }) => look(target.closest("[data-section]"), isField(target)));
  form.addEventListener("mousedown", (event) => event.target.closest("[data-offer]") && event.preventDefault()); // the focus stays
  form.addEventListener("click", (event) => add(event.target.closest("[data-offer]")));
  form.addEventListener("keydown", steer);
}

function stateOf(element) {
  const section = element.closest("[data-section]");
  if (!states.has(section)) states.set(section, { asked: "", turn: 0, timer: 0, gone: new Set() });
  return states.get(section);
}

/* One comes to a section: what was brought in, or written earlier, may have no topics yet. */
function look(section, atOnce) {
  if (!section || stateOf(section).asked) return;
  if (atOnce) ask(section);
  else if (!names(section).length) later(section);
}

function later(section) {
  if (!section) return;
  const state = stateOf(section);
  clearTimeout(state.timer);
  state.timer = setTimeout(() => ask(section), PAUSE);
}

async function ask(section) {
  const state = stateOf(section), { section: key } = section.dataset;
  const value = (name) => form.elements[`${name}-${key}`].value;
  const words = `${value("heading")}\n${value("body")}`;
  if (words === state.asked || value("removed")) return;
  state.asked = words;
  const turn = (state.turn += 1);
  if (!words.trim()) return show(section, []);
  names(section).forEach((name) => state.gone.add(fold(name))); // what is taken out again is not offered again
  const sent = { section: key, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value };
  for (const name of ["heading", "body"]) sent[`${name}-${key}`] = value(name);
  sent[`topics-${key}`] = [...state.gone].join(",");
  try {
    const answer = await server.ask(form.dataset.topicsFor, { method: "POST", body: new URLSearchParams(sent) });
    if (answer.status === 403) await server.standing(); // a fresh token for the next time
    const { topics } = await server.read(answer);
    if (turn === state.turn) show(section, topics);
  } catch {
    if (turn === state.turn) state.asked = ""; // the next pause asks again
  }
}

function show(section, topics) {
  const place = section.querySelector("[data-offered]");
  if (place.contains(document.activeElement)) return; // not under one's hands
  const offers = topics.filter((name) => !isTaken(section, name)).map(offer);
  const label = Object.assign(document.createElement("span"), { className: "offered-label", textContent: "Suggested" });
  place.replaceChildren();
  const bottom = (element) => element.getBoundingClientRect().bottom;
  const floor = Math.max(bottom(place), bottom(place.closest(".marginalia"))) + 1;
  place.append(label, ...offers);
  for (const each of offers) if (bottom(each) > floor) each.remove(); // it would push what follows
  settle(place);
  const { length } = place.querySelectorAll("[data-offer]");
  if (length && isField(document.activeElement) && section.contains(document.activeElement)) say(`${length} suggested: Tab leads there.`);
}

function offer(name) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "offer" });
  button.dataset.offer = name;
  const verb = Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: "Add topic " });
  button.append(verb, name);
  return button;
}

/* One stop for Tab, and the field says what stands there. */
function settle(place, at = 0) {
  const offers = [...place.querySelectorAll("[data-offer]")];
  const field = place.closest("[data-topics]").querySelector("textarea");
  describe(field, place.id, offers.length);
  if (!offers.length) place.replaceChildren();
  const whole = { role: "toolbar", "aria-label": "Suggested topics" };
  for (const name in whole) offers.length ? place.setAttribute(name, whole[name]) : place.removeAttribute(name);
  offers.forEach((each, number) => (each.tabIndex = number === at ? 0 : -1));
  return offers[at];
}

function add(chosen) {
  if (!chosen) return;
  const place = chosen.closest("[data-offered]"), field = place.closest("[data-topics]").querySelector("textarea");
  const name = chosen.dataset.offer, hadFocus = document.activeElement === chosen;
  const at = [...place.querySelectorAll("[data-offer]")].indexOf(chosen);
  const comma = field.value.lastIndexOf(",") + 1, begun = fold(field.value.slice(comma));
  const before = begun && fold(name).startsWith(begun) ? field.value.slice(0, comma) : field.value; // "sea" becomes "search"
  field.value = [before.replace(/[,\s]+$/, ""), name].filter(Boolean).join(", ");
  stateOf(chosen).gone.add(fold(name));
  chosen.remove();
  const left = place.querySelectorAll("[data-offer]").length;
  const next = settle(place, Math.min(at, left - 1)) ?? field;
  if (hadFocus) next.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (document.activeElement === field) field.dispatchEvent(new Event("input", { bubbles: true })); // its list closes
  setTimeout(() => say(`Topic ${name} is added.`)); // the last word
}

function say(sentence) {
  form.querySelector("[data-said]").textContent = sentence;
}

/* What has been written by hand meanwhile needs no offer. */
function thin(field) {
  const section = field.closest("[data-section]"), place = section.querySelector("[data-offered]");
  const taken = [...place.querySelectorAll("[data-offer]")].filter((each) => isTaken(section, each.dataset.offer));
  if (!taken.length || place.contains(document.activeElement)) return;
  taken.forEach((each) => each.remove());
  settle(place);
}

function steer(event) {
  const { target, key } = event;
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  if (isField(target) && key === "ArrowDown" && target.selectionStart === target.value.length) {
    const first = target.closest("[data-topics]").querySelector('[data-offer][tabindex="0"]');
    if (first) event.preventDefault(), first.focus();
  } else if (target.closest("[data-offer]")) {
    const place = target.closest("[data-offered]"), offers = [...place.querySelectorAll("[data-offer]")], at = offers.indexOf(target);
    const to = { Home: 0, End: offers.length - 1 }[key] ?? (STEPS[key] ? at + STEPS[key] : NaN);
    if (key === "Escape" || (key === "ArrowUp" && at === 0)) place.closest("[data-topics]").querySelector("textarea").focus();
    else if (!Number.isNaN(to)) settle(place, (to + offers.length) % offers.length).focus();
    else return;
    event.preventDefault();
  }
}

function isField(element) {
  return element.matches("[data-topics] textarea");
}

function names(section) {
  return section.querySelector("[data-topics] textarea").value.split(/[,\n]/).filter((name) => name.trim());
}

function isTaken(section, name) {
  return stateOf(section).gone.has(fold(name)) || names(section).map(fold).includes(fold(name));
}

/* As the server tells topics apart. */
function fold(name) {
  return name.normalize("NFKC").toLowerCase().replace(/^[#\s]+/, "").replace(/[-_‐‑\s]+/g, " ").trim();
}
