// What this browser keeps: one copy for each open page, so that two tabs never overwrite each other.
const OURS = "weeknotes-kept:";

export class Copies {
  constructor(entry, writer) {
    this.shelf = `${OURS}${writer}:${entry}:`;
    this.tab = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  /* Whether it is kept: a browser can refuse, or be full. */
  keep(copy) {
    try {
      localStorage.setItem(this.shelf + this.tab, JSON.stringify({ ...copy, tab: this.tab }));
      return true;
    } catch {
      return false;
    }
  }

  /* Those of other pages of this entry and this person, open or gone. */
  others() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(this.shelf) && key !== this.shelf + this.tab)
        .map((key) => readable(localStorage.getItem(key)))
        .filter(Boolean)
        .sort((a, b) => a.at - b.at);
    } catch {
      return [];
    }
  }

  drop(tab = this.tab) {
    try {
      localStorage.removeItem(this.shelf + tab);
    } catch {
      // A browser that keeps nothing has nothing to drop
    }
  }
}

/* One that is broken must not hide the others. */
function readable(kept) {
  try {
    const copy = JSON.parse(kept);
    return Array.isArray(copy?.fields?.sections) ? copy : null;
  } catch {
    return null;
  }
}

export function clock(time) {
  const date = new Date(time);
  const today = new Date().toDateString() === date.toDateString();
  return date.toLocaleString("en-GB", { hour: "2-digit", minute: "2-digit", ...(today ? {} : { day: "numeric", month: "long" }) });
}
