// Under the words of a section, what readers will see of them. The server renders; this only waits for a pause.

import { Server } from "./keeping/server.js";

const form = document.querySelector("[data-desk]");
const PAUSE = 600; // milliseconds
const waiting = new WeakMap();
const server = form && new Server(form);

if (form) {
  form.addEventListener("input", (event) => later(event.target.closest("[data-writing]")));
  form.addEventListener("focusin", (event) => later(event.target.closest("[data-writing]")));
}

function later(writing) {
  if (!writing) return;
  const before = waiting.get(writing) ?? {};
  clearTimeout(before.timer);
  waiting.set(writing, { ...before, timer: setTimeout(() => show(writing), PAUSE) });
}

async function show(writing) {
  const words = writing.querySelector("textarea").value;
  const state = waiting.get(writing);
  if (state.shown === words) return;
  state.asking?.abort();
  state.asking = new AbortController();
  const seen = writing.querySelector("[data-seen]");
  if (!words.trim()) {
    seen.hidden = true;
    state.shown = words;
    return;
  }
  const key = writing.closest("[data-section]").dataset.section;
  try {
    let answer = await render(key, words, state.asking.signal);
    if (answer.status === 403) { // somebody signed in again in another tab, and the token changed with it
      await server.standing();
      answer = await render(key, words, state.asking.signal);
    }
    if (!answer.ok && answer.status !== 413) return;
    const { html, error } = await answer.json();
    const place = seen.querySelector("[data-seen-words]");
    if (error) place.textContent = error;
    else place.innerHTML = html; // sanitised by the server, as every page that readers see
    seen.hidden = false;
    state.shown = words;
  } catch {
    // No line to the server, or a newer question: what is shown stays, and the next pause asks again.
  }
}

function render(key, words, signal) {
  const sent = new FormData();
  sent.set("csrfmiddlewaretoken", form.querySelector('[name="csrfmiddlewaretoken"]').value);
  sent.set("key", key);
  sent.set("body", words);
  return fetch("/write/preview/", { method: "POST", body: sent, signal });
}
