// The one quiet line that says what is saved where and when, and the one that says aloud what is not.
import { clock } from "./copies.js";

const line = document.querySelector("[data-saved]");
const aloud = document.querySelector("[data-not-saved]");
const more = document.querySelector("[data-not-saved-more]");
const merged = document.querySelector("[data-merged]");

export function sayKept({ here, server, published = false, goesOut = "", left = [] }) {
  const readers = (left.length ? `, all but ${left.join(", ")}` : "") + (goesOut ? `; goes out on ${goesOut}` : published ? "; readers do not see it yet" : "");
  if (here && server) tell("saved", `Saved here and on the server, ${clock(server)}${readers}`);
  else if (server) tell("saved", `Saved on the server, ${clock(server)}${readers}`);
  else if (here) tell("kept", `Kept in this browser, ${clock(here)}`);
  else tell("lost", "Not saved yet.");
}

/* Said once for each trouble, however often it is tried again. */
export function sayAloud(sentence, { signIn = false, conflict = "" } = {}) {
  if (aloud.textContent !== sentence) aloud.textContent = sentence;
  const [button, link] = [more.querySelector("button"), more.querySelector("a")];
  button.hidden = !signIn;
  link.hidden = !conflict;
  if (conflict) link.href = conflict;
  more.hidden = !signIn && !conflict;
}

export function sayMerged(who, sections) {
  const sentence = `${who} changed ${sections.join(", ")}. It is safe on the server.`;
  const words = merged.querySelector("span");
  if (words.textContent !== sentence) words.textContent = sentence;
  merged.hidden = false;
  merged.querySelector("button").textContent = who.startsWith("You,") ? "Show it here" : `Show what ${who} wrote`;
}

export function sayNothingMerged() {
  merged.hidden = true;
}

function tell(state, sentence) {
  line.dataset.state = state;
  let words = line.querySelector("span");
  if (!words) line.append((words = document.createElement("span")));
  if (words.textContent !== sentence) words.textContent = sentence;
}
