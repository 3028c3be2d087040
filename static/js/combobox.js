// A field with a list of suggestions under it, which is chosen from by hand (WAI-ARIA 1.2, combobox). Arrows choose,
// Return takes, Escape leaves. Whoever makes one says what to show, what taking one does, and how it is said aloud.

export function combobox(field, { label, take, say, takesOnTab = false }) {
  const list = part("listbox", label);
  list.className = "suggestions";
  list.id = `${field.id}-list`;
  list.hidden = true;
  field.after(list);
  // A textarea, which wraps where the screen is narrow, may not be called a combobox (ARIA in HTML)
  if (field.localName === "input") field.setAttribute("role", "combobox");
  else field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  let shown = []; // what is suggested, and
  let rows = []; // how
  let here = -1;
  opened(false);

  field.addEventListener("keydown", steer);
  field.addEventListener("focusout", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const place = rows.indexOf(event.target.closest("[role=option]"));
    if (place >= 0) taken(place);
  });

  // Each has a name and a note, and whatever `take` wants to know; those of one group stand one after the other.
  function show(options) {
    if (document.activeElement !== field) return;
    shown = options;
    rows = options.map(row);
    const groups = new Map(options.map(({ group }) => [group, group ? part("group", group) : list]));
    list.replaceChildren(...[...groups.values()].filter((group) => group !== list));
    options.forEach(({ group }, place) => groups.get(group).append(rows[place]));
    list.scrollTop = 0;
    mark(-1);
    opened(rows.length > 0);
    say(rows.length);
  }

  function row({ name, note }, place) {
    const element = part("option");
    element.id = `${list.id}-${place}`;
    const words = document.createElement("span");
    words.textContent = name;
    const beside = document.createElement("small");
    beside.textContent = note;
    element.append(words, " ", beside);
    return element;
  }

  function steer(event) {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const last = rows.length - 1;
      mark(event.key === "ArrowDown" ? (here === last ? 0 : here + 1) : here <= 0 ? last : here - 1);
    } else if (here >= 0 && (event.key === "Enter" || (event.key === "Tab" && takesOnTab))) {
      event.preventDefault();
      taken(here);
    } else if (event.key === "Escape") {
      event.preventDefault(); // it would empty a search field
      close();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      mark(-1); // back among the letters
    }
  }

  function mark(place) {
    here = place;
    rows.forEach((each, number) => each.setAttribute("aria-selected", String(number === place)));
    if (place < 0) return field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-activedescendant", rows[place].id);
    rows[place].scrollIntoView({ block: "nearest" });
  }

  function taken(place) {
    const chosen = shown[place];
    close();
    take(chosen);
  }

  function close() {
    if (list.hidden) return;
    opened(false);
    mark(-1);
    say(0);
  }

  function opened(open) {
    list.hidden = !open;
    if (field.localName === "input") field.setAttribute("aria-expanded", String(open));
  }

  return { show, close };
}

function part(role, label) {
  const element = document.createElement("div");
  element.setAttribute("role", role);
  if (label) element.setAttribute("aria-label", label);
  return element;
}
