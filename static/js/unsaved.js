// Says so when something is not saved yet, and asks before the page is left with it.

const form = document.querySelector("[data-desk]");

if (form) {
  const line = document.querySelector("[data-saved]");
  let unsaved = "unsaved" in form.dataset;

  const note = () => {
    if (unsaved) return;
    unsaved = true;
    const strong = document.createElement("strong");
    strong.textContent = "Not saved yet.";
    const span = document.createElement("span");
    span.append(strong);
    line.replaceChildren(span);
  };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => (unsaved = false));
  window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
}
