// On the desk: a document that is dropped, or a whole week that is pasted into an empty entry, is read as a week first.
import { acceptDrops, put, tooLarge } from "./bringing/files.js";
import { cleanClipboard, cleanPlainText } from "./rich/paste.js";

const desk = document.querySelector("[data-desk]");
const form = document.querySelector("[data-bring-here]");
const WEEK = /week\s?-?notes?|\bw\/[ce]\b|week (?:commencing|beginning|ending|\d)|\d{4}-w\d/i;

if (desk && form) {
  let asText = false; // Ctrl+Shift+V asks for the words as they are
  acceptDrops((file) => {
    const refused = tooLarge(file, form);
    document.querySelector("[data-bring-refused]").textContent = refused;
    if (refused) return;
    put(file, form.elements.file);
    form.requestSubmit();
  });
  desk.addEventListener("keydown", (event) => (asText = event.shiftKey), { capture: true });
  desk.addEventListener("paste", (event) => {
    if (asText || !event.target.closest("[data-writing]") || !isEmpty()) return;
    const words = event.clipboardData?.getData("text/plain") ?? "";
    const html = cleanClipboard(event.clipboardData?.getData("text/html") ?? "");
    if (!isWholeWeek(words, html)) return;
    event.preventDefault();
    event.stopPropagation();
    form.elements.words.value = words;
    form.elements.html.value = html;
    form.requestSubmit();
  }, { capture: true });
}

function isEmpty() {
  return ![...desk.querySelectorAll('[name="summary"], [name^="heading-"], [name^="body-"]')].some((field) => field.value.trim());
}

/* Several headings; or a first line that names a week, with words below it. */
function isWholeWeek(words, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const lines = cleanPlainText(words).split("\n").map((line) => line.trim()).filter(Boolean);
  const bold = [...page.querySelectorAll("p")].filter((one) => one.children.length === 1 && one.firstElementChild.matches("strong, b") && one.textContent.trim() === one.firstElementChild.textContent.trim());
  if (page.querySelectorAll("h1, h2, h3, h4").length >= 2 || bold.length >= 2) return true;
  if (lines.filter((line) => /^#{1,4} \S/.test(line)).length >= 2) return true;
  return lines.length >= 4 && lines[0].length <= 120 && WEEK.test(lines[0]);
}
