// A line to copy, and a button that copies it.

const line = document.querySelector("[data-copied]");
const button = document.querySelector("[data-copy]");
const said = document.querySelector("[data-copy-said]");

if (line && button) {
  button.hidden = false;
  line.addEventListener("focus", () => line.select());
  if (document.activeElement === line) line.select();
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(line.value); // only where the site has HTTPS
    } catch {
      line.select();
      if (!document.execCommand("copy")) {
        said.textContent = "This browser did not allow it: copy the line above by hand.";
        return;
      }
      button.focus();
    }
    said.textContent = "Copied.";
  });
}
