// Pictures at the desk: chosen, dragged in or pasted. Each is sent at once; then one is asked what it shows; then its
// line of Markdown goes to the caret. The rich editor uses `upload` and `ask`, and puts the picture in by itself.

import { judge } from "./limits.js";

const KINDS = ["image/jpeg", "image/png", "image/webp", "image/gif"];
const MOST = 15 * 1024 * 1024; // bytes
let number = 0;

/* Send a file to an entry (the number in the desk's address). Resolves to { url, width, height, alt, markdown, token, note };
   throws an Error whose message is a sentence for the writer. The server judges; what is checked here saves the way. */
export async function upload(file, { entry, alt = "", decorative = false }) {
  if (file.size > MOST) throw new Error(`This file has ${Math.round(file.size / 1024 / 1024)} MB; a picture may have 15. Save it smaller, and send that.`);
  const sent = new FormData();
  sent.set("picture", file, "picture");
  return post(`/write/${entry}/pictures/`, sent, { alt, decorative });
}

/* Say what a picture that was sent shows, or that it is decoration. Resolves as `upload`. */
export function describe(token, { entry, alt = "", decorative = false }) {
  return post(`/write/${entry}/pictures/${token}/`, new FormData(), { alt, decorative });
}

async function post(address, sent, { alt, decorative }) {
  sent.set("csrfmiddlewaretoken", document.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? "");
  sent.set("alt", alt);
  if (decorative) sent.set("decorative", "1");
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: sent, headers: { Accept: "application/json" } });
  } catch {
    throw new Error("The picture did not get through: there is no line to the server. Try again in a moment.");
  }
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
  if (answer.ok && told?.url) return told;
  if (told?.error) throw new Error(told.error);
  if (answer.redirected || answer.status === 403) throw new Error("You are signed out. Sign in again in another tab, then send the picture again.");
  throw new Error("The server could not take the picture. Try again in a moment.");
}

/* Files of a drop or a paste that are pictures. Word's clipboard holds a picture of the text beside it: text wins. */
export function picturesIn(transfer, { pasted = false } = {}) {
  if (!transfer || (pasted && [...transfer.types].some((type) => type === "text/plain" || type === "text/html" || type === "text/rtf"))) return [];
  return [...transfer.files].filter((file) => KINDS.includes(file.type) || (!pasted && file.type.startsWith("image/")));
}

/* Send a file and ask, after the element `after`, what it shows. Resolves as `upload`, or to null if it is left out.
   What goes wrong is said in place, and resolves to null. */
export async function ask(file, { entry, after }) {
  const place = made("div", { className: "picture-ask", role: "group" });
  const id = `picture-${(number += 1)}`;
  const line = made("p", { className: "picture-said", role: "status" });
  place.setAttribute("aria-label", "Picture");
  after.after(place);
  place.append(line);
  line.textContent = "Sending the picture…"; // after it is there, so that it is read out
  let picture;
  try {
    picture = await upload(file, { entry });
  } catch (problem) {
    refuse(place, line, problem.message);
    return null;
  }
  line.textContent = picture.note; // of one that moves: only its beginning is kept
  return new Promise((resolve) => {
    const image = made("img", { src: smallest(picture), width: picture.width, height: picture.height, alt: "The picture that you sent", className: "picture-small" });
    const label = made("label", { className: "label", htmlFor: id, textContent: "What does it show?" });
    const hint = made("span", { className: "hint", id: `${id}-hint`, textContent: "One sentence for people who do not see it." });
    const alt = made("input", { className: "box", id, autocomplete: "off" });
    alt.dataset.most = 500;
    alt.addEventListener("input", () => judge(alt));
    alt.setAttribute("aria-describedby", hint.id);
    const decorative = made("input", { type: "checkbox", id: `${id}-decorative` });
    const choice = made("div", { className: "choice" });
    choice.append(decorative, made("label", { htmlFor: decorative.id, textContent: "It is decoration, and needs no description" }));
    const put = made("button", { type: "button", className: "button button-second", textContent: "Put it in" });
    const leave = made("button", { type: "button", className: "quiet", textContent: "Leave it out" });
    const acts = made("div", { className: "actions" });
    acts.append(put, leave);
    const field = made("div", { className: "field" });
    field.append(label, hint, alt);
    place.prepend(image, field, choice, acts);
    // the desk's form must not think that its own fields changed
    for (const kind of ["input", "change"]) place.addEventListener(kind, (event) => event.stopPropagation());
    decorative.addEventListener("change", () => (alt.disabled = decorative.checked));
    const finish = (value) => (place.remove(), resolve(value));
    leave.addEventListener("click", () => finish(null));
    put.addEventListener("click", async () => {
      put.disabled = true;
      try {
        finish(await describe(picture.token, { entry, alt: decorative.checked ? "" : alt.value, decorative: decorative.checked }));
      } catch (problem) {
        put.disabled = false;
        line.setAttribute("role", "alert");
        line.textContent = problem.message;
      }
    });
    place.addEventListener("keydown", (event) => {
      if (event.key === "Escape") finish(null);
      else if (event.key === "Enter" && event.target === alt) {
        event.preventDefault(); // it would send the whole form
        put.click();
      }
    });
    alt.focus();
  });
}

function refuse(place, line, sentence) {
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  const close = made("button", { type: "button", className: "quiet", textContent: "Close" });
  close.addEventListener("click", () => place.remove());
  place.append(close);
}

function smallest({ url, width, height }) {
  const step = 480;
  return width <= step ? url : url.replace(/\d+x\d+\.webp$/, `${step}x${Math.max(1, Math.floor((2 * height * step + width) / (2 * width)))}.webp`);
}

function made(tag, properties) {
  const element = Object.assign(document.createElement(tag), properties);
  if (properties.role) element.setAttribute("role", properties.role);
  return element;
}

// The plain field

/* At the end of a line a picture becomes a paragraph of its own; inside a line, or in a bullet, it stands among the words. */
export function insert(field, markdown) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = value.slice(0, start);
  const after = value.slice(end);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const among = /^\s*([-+*>|]|\d+[.)])\s/.test(line) || (line.trim() && /^[^\n]/.test(after));
  const lead = among ? (/\s$/.test(before) ? "" : " ") : before && "\n\n".slice(before.match(/\n{0,2}$/)[0].length);
  const tail = among || !after ? "" : "\n\n".slice(after.match(/^\n{0,2}/)[0].length);
  const words = lead + markdown + tail;
  field.focus();
  field.setSelectionRange(start, end);
  // keeps the browser's undo, where it can
  if (!document.execCommand("insertText", false, words)) {
    field.setRangeText(words, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

async function take(files, field, entry) {
  for (const file of files) {
    const picture = await ask(file, { entry, after: field });
    if (picture) insert(field, picture.markdown);
    else field.focus();
  }
}

const form = document.querySelector("[data-desk]");
const entry = form?.getAttribute("action").match(/\/write\/(\d+)\//)?.[1];

if (form && entry) {
  const fieldAt = (event) => event.target.closest?.("[data-writing] textarea");
  form.addEventListener("paste", (event) => {
    const field = fieldAt(event);
    const files = field ? picturesIn(event.clipboardData, { pasted: true }) : [];
    if (!files.length) return;
    event.preventDefault();
    take(files, field, entry);
  });
  form.addEventListener("dragover", (event) => {
    if (fieldAt(event) && [...event.dataTransfer.items].some((each) => each.kind === "file")) {
      event.preventDefault();
      fieldAt(event).dataset.picturesOver = "";
    }
  });
  form.addEventListener("dragleave", (event) => delete fieldAt(event)?.dataset.picturesOver);
  form.addEventListener("drop", (event) => {
    const field = fieldAt(event);
    if (!field || !event.dataTransfer.files.length) return;
    delete field.dataset.picturesOver;
    const files = picturesIn(event.dataTransfer);
    if (!files.length) return; // a document: somebody else's to read
    event.preventDefault();
    take(files, field, entry);
  });
  // A button where one is asked for: <button type="button" data-add-picture hidden> beside a field of words
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-picture]");
    const field = button?.closest("[data-writing]")?.querySelector("textarea");
    if (!field || field.hidden) return; // hidden: the rich editor answers
    event.preventDefault();
    choose().then((files) => take(files, field, entry));
  });
  for (const button of form.querySelectorAll("[data-add-picture]")) button.hidden = false;
}

/* Ask the browser for a file. Resolves to a list, empty if none was chosen. */
export function choose() {
  return new Promise((resolve) => {
    const chooser = made("input", { type: "file", accept: KINDS.join(",") });
    chooser.addEventListener("change", () => resolve([...chooser.files]));
    chooser.addEventListener("cancel", () => resolve([]));
    chooser.click();
  });
}
