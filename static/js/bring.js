// "Paste a whole week, or open a file", and the page that shows how it was read. Both are plain forms; here what is
// pasted keeps its formatting, a file may be dropped anywhere, and a click on a line leaves the page where it is.
import { acceptDrops, put, tooLarge } from "./bringing/files.js";
import { cleanClipboard } from "./rich/paste.js";

const form = document.querySelector("[data-bring]");
const reading = document.querySelector("[data-reading]");

if (form) ask(form);
if (reading) document.addEventListener("submit", turn);

function ask(form) {
  const { words, html, file } = form.elements;
  const refused = form.querySelector("[data-refused]");
  const said = form.querySelector("[data-pasted]");
  let pasted = html.value ? words.value : null; // the words that the formatting belongs to
  const send = () => {
    refused.textContent = file.files[0] ? tooLarge(file.files[0], form) : "";
    if (refused.textContent) file.value = "";
    else form.requestSubmit();
  };
  words.addEventListener("paste", (event) => {
    const rich = event.clipboardData?.getData("text/html") ?? "";
    html.value = "";
    said.textContent = "";
    if (!rich || words.value.trim()) return; // behind other words it goes as text
    event.preventDefault();
    words.value = event.clipboardData.getData("text/plain");
    html.value = cleanClipboard(rich);
    pasted = words.value;
    said.textContent = "Pasted with its headings, bullets and links. They show when it is read.";
  });
  words.addEventListener("input", () => {
    if (words.value === pasted) return;
    html.value = said.textContent = ""; // what is typed counts
  });
  file.addEventListener("change", () => file.files.length && send());
  acceptDrops((dropped) => {
    put(dropped, file);
    send();
  });
}

/* The same form, answered by the same page, of which the part that changed takes the place of the old one. */
async function turn(event) {
  const button = event.submitter;
  const form = event.target.closest("[data-reading]");
  if (!form || !/^(turn:|undo$)/.test(button?.value ?? "")) return;
  event.preventDefault();
  const sent = new FormData(form);
  sent.set(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-reading]");
    if (!answer.ok || !fresh) throw new Error("another page");
    const line = /^turn:(\d+):/.exec(button.value)?.[1] ?? page.querySelector("[autofocus]")?.closest("[data-line]")?.dataset.line;
    const last = fresh.querySelector("[data-last]");
    const words = last.textContent;
    last.textContent = "";
    form.replaceWith(fresh);
    const bar = page.querySelector(".bar");
    if (bar) document.querySelector(".bar").replaceWith(bar);
    const here = fresh.querySelector(`[data-line="${line}"] button`) ?? document.querySelector('.bar [value="keep"]');
    here?.focus();
    last.textContent = words; // after it is there, so that it is read out
  } catch {
    form.removeAttribute("data-reading"); // the plain way: whatever is wrong, the server's page says it
    form.requestSubmit(button);
  }
}
