// What this browser kept and the server never got: offered side by side, and kept until somebody has decided.
import { clock } from "./copies.js";
import { differences, fillLine, fillSection, read } from "./fields.js";

const place = document.querySelector("[data-kept]");
const A_MOMENT = 6000; // milliseconds: another tab that is open and well has saved by then

/* Copies that tell nothing new are dropped; the others are offered. */
export async function recover(form, copies, server, isUntouched) {
  let late = false;
  for (const copy of copies.others()) {
    if (copy.saved || !differences(copy.fields, read(form), copy.before).length) {
      if (!isFresh(copy)) copies.drop(copy.tab);
      continue;
    }
    const standing = await server.standing(copy.tab).catch(() => null);
    const arrived = standing && standing.turn >= copy.turn;
    if (arrived && String(standing.revision) !== form.elements.base.value && isUntouched() && canReload(standing.revision)) {
      location.reload(); // the words arrived while this page was on its way
      return;
    }
    if (arrived) copies.drop(copy.tab);
    else if (isFresh(copy)) late = true;
    else offer(form, copy, copies);
  }
  if (late) setTimeout(() => recover(form, copies, server, isUntouched), A_MOMENT);
}

function isFresh(copy) {
  const age = Date.now() - copy.at;
  return age >= 0 && age < A_MOMENT; // a clock that was put back makes nothing fresh for ever
}

function canReload(revision) {
  try {
    if (sessionStorage.getItem("weeknotes-reloaded") === String(revision)) return false;
    sessionStorage.setItem("weeknotes-reloaded", String(revision));
    return true;
  } catch {
    return false;
  }
}

function offer(form, copy, copies) {
  if (place.querySelector(`[data-copy="${copy.tab}"]`)) return;
  const found = differences(copy.fields, read(form), copy.before);
  const list = place.querySelector("[data-kept-list]");
  for (const each of found) list.append(row(form, copy, each));
  place.hidden = false;
  place.querySelector("[data-kept-said]").textContent =
    found.length === 1 ? "One part was kept in this browser and is not on the server." : `${found.length} parts were kept in this browser and are not on the server.`;
  list.addEventListener("decided", () => {
    if (!list.querySelector(`[data-copy="${copy.tab}"]`)) copies.drop(copy.tab);
    if (!list.children.length) place.hidden = true;
  });
}

function row(form, copy, { name, label, kept, here }) {
  const element = place.querySelector("template").content.cloneNode(true).firstElementChild;
  const isLine = typeof kept === "string";
  const at = (selector) => element.querySelector(selector);
  element.dataset.copy = copy.tab;
  at("[data-label]").textContent = label;
  at("[data-time]").textContent = clock(copy.at);
  at("[data-mine]").textContent = isLine ? kept : words(kept, here);
  at("[data-theirs]").textContent = isLine ? here || "Nothing." : words(here, kept);
  const acts = {
    mine: () => (isLine ? fillLine(form, name, kept) : fillSection(form, kept)),
    theirs: () => {},
    both: () => fillSection(form, { ...here, body: [here.body.trim(), kept.body.trim()].filter(Boolean).join("\n\n") }),
  };
  for (const button of element.querySelectorAll("[data-use]")) {
    const act = button.dataset.use;
    button.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: `: ${label}` }));
    button.hidden = act === "both" && (isLine || !here || Boolean(here.removed) || Boolean(kept.removed));
    button.addEventListener("click", () => {
      acts[act]();
      const list = element.parentElement;
      const next = element.nextElementSibling ?? element.previousElementSibling;
      element.remove();
      list.dispatchEvent(new Event("decided"));
      (next?.querySelector("[data-use]") ?? form.elements.title).focus();
    });
  }
  return element;
}

/* What stands beside the words is said only where it differs. */
function words(section, other) {
  if (!section) return "This section is not there.";
  if (section.removed) return "This section is taken out.";
  const parts = [section.heading.trim(), section.body.trim()];
  if (other && !other.removed && section.audience !== other.audience) parts.push(`For ${section.audience}.`);
  if (other && !other.removed && section.topics.trim() !== other.topics.trim()) parts.push(`Topics: ${section.topics.trim() || "none"}.`);
  return parts.filter(Boolean).join("\n\n") || "Nothing is written in it.";
}
