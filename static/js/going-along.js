// What is typed in fields of one form goes along with the other buttons of the page, so that none of them loses it.

document.addEventListener("formdata", ({ target, formData }) => {
  if (target.method !== "post") return;
  for (const field of document.querySelectorAll("[data-goes-along]")) {
    const counts = field.type !== "checkbox" || field.checked;
    if (field.form !== target && counts) formData.append(field.name, field.value);
  }
});
