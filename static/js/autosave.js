// No lost words: what is typed is kept in this browser at once, and on the server after a pause. It never takes the
// focus and never touches a field that one writes in. Without it the form saves as any form does.
import { Company } from "./keeping/company.js";
import { Copies } from "./keeping/copies.js";
import { read } from "./keeping/fields.js";
import { sayAloud, sayKept } from "./keeping/line.js";
import { recover } from "./keeping/recovery.js";
import { Server } from "./keeping/server.js";
import { makeSignIn } from "./keeping/signing-in.js";
import { makeShowTheirs } from "./keeping/theirs.js";

const PAUSE = 1500, WHILE_TYPING = 4000, AT_ONCE = 300; // milliseconds
const AGAIN = [2000, 4000, 8000, 15_000, 30_000];

const form = document.querySelector("[data-desk][data-autosave]");
if (form) start();

function start() {
  const copies = new Copies(form.dataset.entry, form.elements.writer.value);
  const server = new Server(form);
  const state = {
    changes: 0, sent: 0, saved: 0, // how many changes there were, and which of them were sent and have arrived
    turn: 0, sending: false, failures: 0, stopped: "",
    waits: false, // a button was pressed while words were on their way
    returned: false, // by the browser's button, and nothing typed since
    left: [], // what the server could not take as it was typed, and why
    before: read(form), // what the server has, as far as this page knows
    keptAt: 0, savedAt: 0, waitingSince: 0, timer: 0, keepTimer: 0, leaving: false,
  };
  form.elements.tab.value = copies.tab;
  form.setAttribute("autocomplete", "off"); // what a browser fills in when one goes back is older than what the server has
  const company = new Company(form, server, () => state.stopped);

  const isDirty = () => state.changes > state.saved;
  const isWhole = () => !isDirty() && !state.left.length;
  const keep = () => {
    clearTimeout(state.keepTimer);
    state.keepTimer = 0;
    const at = Date.now();
    const turn = state.turn + (state.changes === state.sent && !state.left.length ? 0 : 1); // the one these words go or went with
    const kept = copies.keep({ at, turn, base: form.elements.base.value, saved: isWhole(), fields: read(form), before: state.before });
    state.keptAt = kept ? at : 0;
    return kept;
  };

  const where = () => (state.keptAt ? "Kept in this browser" : "This browser keeps nothing either: copy your words before you leave");

  const changed = () => {
    state.changes += 1;
    state.returned = false;
    state.keepTimer ||= setTimeout(keep, AT_ONCE);
    state.waitingSince ||= Date.now();
    if (state.failures || state.stopped === "conflict") return; // the next try has its time
    wait(Math.max(0, Math.min(PAUSE, state.waitingSince + WHILE_TYPING - Date.now())));
  };
  const wait = (time) => {
    clearTimeout(state.timer);
    state.timer = setTimeout(save, time);
  };

  const nextTurn = () => {
    state.turn += 1;
    form.elements.turn.value = state.turn;
  };

  let underWay = Promise.resolve();
  async function save({ leaving = false } = {}) {
    if (!isDirty() || state.stopped || (state.sending && !(leaving && state.changes > state.sent))) return;
    nextTurn();
    const now = (state.sent = state.changes);
    const fields = read(form);
    state.sending = true;
    state.waitingSince = 0;
    keep();
    try {
      underWay = server.send({ leaving, here: company.section() });
      const told = await underWay;
      state.sending = false;
      succeeded(now, fields, told);
    } catch (refusal) {
      state.sending = false;
      failed(refusal);
    }
  }

  function succeeded(now, fields, told) {
    state.saved = Math.max(state.saved, now);
    state.left = told.left;
    if (!told.left.length) state.before = fields; // else what is left would seem to be there
    state.failures = 0;
    state.savedAt = Date.parse(told.saved_at);
    form.elements.base.value = told.base;
    keep();
    sayAloud(told.left.length ? `Not on the server: ${told.left.map(({ why }) => `${why}.`).join(" ")} ${where()}; everything else is saved.` : "");
    sayKept({ here: state.keptAt, server: state.savedAt, published: told.published, goesOut: told.goes_out, left: told.left.map(({ name }) => name) });
    company.show(told.company);
    if (state.returned && isWhole() && told.merged && told.sections.length) return location.reload();
    if (told.merged && told.sections.length) company.news(told);
    else company.known = told.revision;
    if (isDirty()) wait(PAUSE);
  }

  function failed({ kind, told = {} }) {
    keep();
    const again = `${where()}; trying again.`;
    sayKept({ here: state.keptAt, server: 0 });
    const said = {
      offline: `Not on the server: no connection. ${again}`,
      busy: `Not on the server yet: it is busy. ${again}`,
      broken: `Not on the server: it has a fault. ${again}`,
      gone: `Not on the server: this week was put away, or is no longer yours to write. ${where()}.`,
      problems: `Not on the server: ${(told.problems ?? []).join(" ")} ${where()}.`,
      "signed-out": `Not on the server: you are signed out. ${where()}.`,
      "somebody-else": `Not on the server: ${told.name} is signed in now, and this page is ${form.dataset.name}’s. ${where()}.`,
      conflict: `${told.by} changed the same words: ${(told.sections ?? []).join(", ")}. Yours are kept beside them in the history, and what you write now only in this browser, until you choose.`,
    };
    sayAloud(said[kind] ?? said.broken, { signIn: kind === "signed-out" || kind === "somebody-else", conflict: told.conflict });
    if (kind === "conflict") state.stopped = "conflict";
    else if (kind !== "problems") {
      wait(AGAIN[Math.min(state.failures, AGAIN.length - 1)] * (1 + Math.random() / 4));
      state.failures += 1;
    }
  }

  const now = () => {
    if (!isDirty()) return;
    state.failures = 0;
    wait(0);
  };
  const leave = () => {
    if (state.keepTimer || isDirty()) keep();
    if (isDirty() && !state.submitting && !state.failures) save({ leaving: true });
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    if (state.sending && !state.waits) { // one after the other: two at once could take each other for somebody else
      event.preventDefault();
      state.waits = true;
      underWay.catch(() => {}).then(() => setTimeout(() => form.requestSubmit(event.submitter)));
      return;
    }
    state.waits = false;
    state.submitting = true;
    nextTurn();
    state.sending = true; // what is under way goes by the form itself
    state.sent = state.changes;
    keep();
  });
  document.querySelector("[data-not-saved-more] a").addEventListener("click", (event) => {
    if (!isDirty()) return;
    event.preventDefault();
    form.requestSubmit(); // with what was written since
  });
  window.addEventListener("online", now);
  window.addEventListener("focus", now);
  window.addEventListener("pagehide", () => {
    leave();
    if (isWhole()) copies.drop();
  });
  window.addEventListener("pageshow", async (event) => {
    if (!event.persisted) return;
    state.submitting = state.sending = false; // back from the page that a button led to
    state.returned = true; // with nothing of one's own at stake, the page shows what was written meanwhile
    if (isDirty()) return now();
    const standing = await server.standing().catch(() => null);
    if (standing && state.returned && isWhole() && String(standing.revision) !== form.elements.base.value) location.reload();
  });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : now()));
  window.addEventListener("beforeunload", (event) => {
    if (state.submitting || !isDirty()) return;
    if (!keep() || state.failures || "unsaved" in form.dataset) event.preventDefault();
  });
  makeShowTheirs(form, server, {
    isBusy: () => state.sending || isDirty() || Boolean(state.stopped),
    hurry: now,
    shown(revision, fields) {
      company.known = revision;
      if (!fields) return;
      form.elements.base.value = revision; // the page holds all of it now, and what is written next grew from it
      state.before = fields;
    },
  });
  makeSignIn(server, () => {
    sayAloud("");
    now();
  });

  recover(form, copies, server, () => !state.changes);
  if ("unsaved" in form.dataset) changed();
}
