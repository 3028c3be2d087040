// The desk's form as a plain value that can be kept, compared and filled in again.
import { copyOfBlank, renumber } from "../sections.js";

const PARTS = ["heading", "topics", "body"];

export function read(form) {
  const sections = [...form.querySelectorAll("[data-section]")].map((place) => {
    const { section: key } = place.dataset;
    const value = (name) => form.elements[`${name}-${key}`]?.value ?? "";
    return { key, heading: value("heading"), topics: value("topics"), audience: value("audience"), body: value("body"), removed: value("removed") };
  });
  return { title: form.elements.title.value, summary: form.elements.summary.value, week: form.elements.week?.value ?? "", sections };
}

/* What differs between what was kept and what stands here, as far as it was changed since `before`. The week is no words. */
export function differences(kept, here, before) {
  const found = [];
  for (const name of ["title", "summary"]) {
    if (line(kept[name]) !== line(here[name]) && line(kept[name]) !== line(before?.[name])) {
      found.push({ name, label: name === "title" ? "Title" : "One-line summary", kept: kept[name], here: here[name] });
    }
  }
  const byKey = (fields) => new Map((fields?.sections ?? []).map((section) => [section.key, section]));
  const now = byKey(here), earlier = byKey(before);
  for (const section of kept.sections) {
    const { key } = section;
    if (folded(section) === folded(now.get(key)) || (earlier.has(key) && folded(section) === folded(earlier.get(key)))) continue;
    const heading = section.heading.trim() || now.get(key)?.heading.trim();
    found.push({ name: key, label: heading ? `‘${heading}’` : "A section without a heading", kept: section, here: now.get(key) ?? null });
  }
  return found;
}

/* As the server would keep it, so that spaces alone make no difference. An empty section is none. */
function folded(section) {
  if (!section || section.removed || !(section.heading.trim() || section.body.trim())) return "";
  const topics = section.topics.split(/[,\n]/).map(line).filter(Boolean).join(", ");
  return JSON.stringify([line(section.heading), topics, section.audience, section.body.replace(/\r\n?/g, "\n").trim()]);
}

function line(text) {
  return (text ?? "").split(/\s+/).filter(Boolean).join(" ");
}

export function fillLine(form, name, value) {
  write(form.elements[name], value);
}

/* A section that is not there is added at the end, under the key that it had. */
export function fillSection(form, section) {
  let place = form.querySelector(`[data-section="${section.key}"]`);
  if (!place) {
    const list = form.querySelector("[data-sections]");
    const only = list.children.length === 1 ? read(form).sections[0] : null;
    place = only && !folded(only) && !only.removed ? list.firstElementChild : list.appendChild(copyOfBlank(section.key));
    renumber();
  }
  const { section: key } = place.dataset;
  if (Boolean(form.elements[`removed-${key}`].value) !== Boolean(section.removed)) {
    place.querySelector(`[data-act="${section.removed ? "remove" : "undo"}"]`).click();
  }
  for (const radio of place.querySelectorAll(`[name="audience-${key}"]`)) radio.checked = radio.value === section.audience;
  for (const name of PARTS) write(form.elements[`${name}-${key}`], section[name]);
}

function write(field, value) {
  if (!field || field.value === value) return;
  field.value = value;
  field.dispatchEvent(new Event("reread")); // an editor that stands in its place
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
