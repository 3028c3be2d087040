// Lines that may take two on a narrow screen but hold one: the title, the summary, a heading. The return key goes on to
// the next field, as in a printed form, and what is pasted over several lines becomes one.
const form = document.querySelector("[data-desk]");
const grows = CSS.supports("field-sizing", "content");

if (form) {
  form.addEventListener("keydown", (event) => {
    const line = event.target.closest("[data-one-line]");
    if (!line || event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    next(line)?.focus();
  });
  form.addEventListener("input", (event) => {
    const line = event.target.closest("[data-one-line]");
    if (!line) return;
    if (line.value.includes("\n")) line.setRangeText(line.value.replaceAll(/\s*\n\s*/g, " "), 0, line.value.length, "end");
    fit(line);
  });
  if (!grows) form.querySelectorAll("[data-one-line]").forEach(fit);
}

function next(line) {
  if (line.name === "title") return form.elements.summary;
  const section = line.closest("[data-section]") ?? form.querySelector("[data-section]");
  if (line.name === "summary") return section?.querySelector("[data-one-line]");
  return section.querySelector("[contenteditable=true]") ?? section.querySelector("textarea[name^=body-]");
}

/* Where the browser does not fit a field to its words. */
function fit(line) {
  if (grows) return;
  line.style.blockSize = "auto";
  line.style.blockSize = `${line.scrollHeight}px`;
}
