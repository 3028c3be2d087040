// Who else writes here now, in a line and beside their section. Nothing moves and nothing takes the focus; only that
// somebody has come is said aloud.
import { sayMerged } from "./line.js";

const AWAY = 10 * 60_000; // without a key or a touch, nobody is said to be here
const SHORT = 50; // characters that leave room in the line
const EVERY = 20_000; // milliseconds; after a minute without a word nobody is here any more

export class Company {
  constructor(form, server, isStopped) {
    this.form = form;
    this.server = server;
    this.isStopped = isStopped;
    this.known = form.elements.base.value; // the newest revision that this page has heard of
    this.heard = 0;
    this.touched = Date.now();
    this.line = document.querySelector("[data-company]");
    this.arrived = document.querySelector("[data-arrived]");
    this.names = null; // of those who were here before nobody has arrived
    for (const sign of ["keydown", "pointerdown"]) document.addEventListener(sign, () => (this.touched = Date.now()), { passive: true });
    setInterval(() => this.ask(), EVERY);
    document.addEventListener("visibilitychange", () => this.ask());
    window.addEventListener("pageshow", (event) => event.persisted && this.ask());
    window.addEventListener("pagehide", () => this.server.present({ leaves: "1" }, { leaving: true }).catch(() => {}));
    this.ask();
  }

  /* The key of the section that has the focus. */
  section() {
    return document.activeElement?.closest("[data-section]")?.dataset.section ?? "";
  }

  /* Only while somebody looks at the page, and has not just heard. */
  async ask() {
    const now = Date.now();
    if (document.visibilityState !== "visible" || this.isStopped()) return;
    if (now - this.heard < EVERY / 2 || now - this.touched > AWAY) return;
    this.heard = now;
    try {
      const told = await this.server.present({ here: this.section(), known: this.known });
      this.show(told.company);
      if (told.sections?.length) this.news(told);
    } catch {
      // The next time will do; that nothing can be saved is said elsewhere
    }
  }

  show(told) {
    if (!told) return void this.ask();
    this.heard = Date.now();
    write(this.line, told.line && told.line.length < SHORT ? `${told.line} You can both go on: nothing is overwritten.` : told.line);
    for (const place of this.form.querySelectorAll("[data-section]")) {
      const words = told.sections[place.dataset.section] ?? "";
      const there = place.querySelector("[data-there]");
      place.querySelector("[data-fields]").classList.toggle("is-shared", Boolean(words));
      if (there.textContent !== words) there.textContent = words;
      there.hidden = !words;
    }
    const came = this.names && told.names.some((name) => !this.names.includes(name));
    if (came) this.arrived.textContent = told.line;
    this.names = told.names;
  }

  /* Somebody else's words are on the server and not on this page. */
  news({ revision, by, sections }) {
    this.known = revision;
    sayMerged(by, sections);
  }
}

function write(place, words) {
  const span = place.querySelector("span") ?? place.appendChild(document.createElement("span"));
  if (span.textContent !== words) span.textContent = words;
}
