// A document that is dragged over a page: shown that it may be dropped, and handed on.

/* Pictures are for the words, and go another way. */
export function documentIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => !file.type.startsWith("image/")) ?? null;
}

function carriesDocument(transfer) {
  return [...(transfer?.items ?? [])].some((each) => each.kind === "file" && !each.type.startsWith("image/"));
}

export function acceptDrops(take) {
  const sign = document.querySelector("[data-drop-here]");
  let depth = 0;
  const show = (over) => {
    depth = over ? depth : 0;
    if (sign) sign.hidden = !over;
  };
  window.addEventListener("dragenter", (event) => {
    if (!carriesDocument(event.dataTransfer)) return;
    depth += 1;
    show(true);
  });
  window.addEventListener("dragleave", () => {
    depth -= 1;
    if (depth <= 0) show(false);
  });
  window.addEventListener("dragover", (event) => carriesDocument(event.dataTransfer) && event.preventDefault());
  window.addEventListener("drop", (event) => {
    show(false);
    const file = documentIn(event.dataTransfer);
    if (!file) return;
    event.preventDefault(); // the browser would leave the page for it
    event.stopPropagation();
    take(file);
  }, { capture: true });
}

/* A sentence where the file is too large to be sent at all; else nothing. */
export function tooLarge(file, form) {
  const most = Number(form.dataset.most) * 1_000_000;
  return file.size > most ? `‘${file.name}’ has ${Math.ceil(file.size / 1_000_000)} MB: ${form.dataset.most} at most.` : "";
}

export function put(file, field) {
  const transfer = new DataTransfer();
  transfer.items.add(file);
  field.files = transfer.files;
}
