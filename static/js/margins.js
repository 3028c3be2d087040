// Who may read a section, and its topics: a line in the margin, and the choice itself when one writes there. Where the
// margin stands beside the words it opens by itself; above them, on a narrow screen, only when asked to, so that
// nothing moves under the hand. Without this it is always open.
const form = document.querySelector("[data-desk]");
const beside = matchMedia("(min-width: 48rem)");

if (form) {
  for (const section of form.querySelectorAll("[data-section]")) if (isSettled(section)) fold(section).open = false;
  form.addEventListener("focusin", ({ target }) => {
    const section = target.closest("[data-section]");
    if (section && beside.matches && target.localName !== "summary") fold(section).open = true;
  });
  form.addEventListener("toggle", ({ target }) => {
    const line = target.matches("[data-margin]") && target.querySelector("summary");
    if (line && target.open && beside.matches && line === document.activeElement) target.querySelector("input:checked, input").focus();
  }, true);
  form.addEventListener("input", say);
  form.addEventListener("change", say);
}

function fold(section) {
  return section.querySelector("[data-margin]");
}

/* It has words, and nothing is left to say about it, or it says so when one comes to it. */
function isSettled(section) {
  const [words, topics] = ["body-", "topics-"].map((name) => section.querySelector(`[name^="${name}"]`).value.trim());
  return words && (topics || beside.matches) && !section.querySelector(".in-error, [autofocus]");
}

function say({ target }) {
  const section = target.closest?.("[data-section]");
  if (!section) return;
  section.querySelector("[data-topics-said]").textContent = section.querySelector('[name^="topics-"]').value.trim();
}
