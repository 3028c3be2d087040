// Which characters of plain words need a backslash (or an entity) so that they stay words.
const ASCII_MARK = /[!-/:-@[-`{-~]/;
// At the start of a line: bullets without a backslash of their own become entities
const ENTITIES = { "–": "&ndash;", "·": "&middot;", "•": "&bull;", "◦": "&#9702;", "▪": "&#9642;", "‣": "&#8227;", "●": "&#9679;", "○": "&#9675;" };

export const isSpace = (c) => c === undefined || /\s/.test(c);
export const isPunctuation = (c) => /[\p{P}\p{S}]/u.test(c);

/* `plain`: one character each; what is not text stands as "[" (a link or a picture), "\n" (a break) or U+FFFC. */
export function escapes(plain, { all = false, inLink = false, isText, besideSign }) {
  const text = plain.join("");
  const out = [...plain];
  const word = (n) => plain[n] !== undefined && /[\p{L}\p{N}]/u.test(plain[n]);
  const kept = all ? new Set() : addresses(plain);
  plain.forEach((c, n) => {
    if (!isText(n) || kept.has(n)) return;
    if (needs(c, n)) out[n] = c === "&" ? "&amp;" : `\\${c}`;
  });
  if (!inLink) lineStarts(plain, text, out, isText);
  return out.map((written, n) => ({ written, inAddress: kept.has(n) }));

  function needs(c, n) {
    const next = plain[n + 1], before = plain[n - 1];
    if (all) return ASCII_MARK.test(c);
    if (c === "\\") return next === undefined || next === "\n" || next === "\ufffc" || ASCII_MARK.test(next) || besideSign(n);
    if (c === "`") return true;
    if (c === "*") return besideSign(n) || !(isSpace(next) && isSpace(before)) || lineStart(n);
    if (c === "_") return !((word(n - 1) && word(n + 1)) || (isSpace(next) && isSpace(before) && !besideSign(n)));
    if (c === "~") return next === "~" || before === "~" || besideSign(n) || next === "\ufffc";
    if (c === "!") return next === "[";
    if (c === "{") return /[{%#]/.test(next ?? "");
    if (c === "[") return inLink || next === "[" || next === "\ufffc" || /^\[[^\]]*\][([]/.test(after(n)) || (lineStart(n) && /^\[[^^\]][^\]]*\]:/.test(after(n)));
    if (c === "]") return inLink || next === "(" || next === "[";
    if (c === "&") return /^&#?\w+;/.test(after(n));
    if (c === "<") return /[a-zA-Z/!?]/.test(next ?? "") || next === "\ufffc";
    return false;
  }
  function after(n) { return plain.slice(n, n + 400).join(""); }
  function lineStart(n) { return /(^|\n)\s*$/.test(plain.slice(Math.max(0, n - 5), n).join("")); }
}

/* Bare addresses are linked as they are typed. */
function addresses(plain) {
  const kept = new Set();
  const starts = [];
  let at = 0;
  for (const [n, c] of plain.entries()) { starts[at] = n; at += c.length; }
  const text = plain.join("");
  for (const found of text.matchAll(/(?:https?:\/\/|www\.)[^\s<>"\ufffc*~`\\[\]]+/g)) {
    for (let n = found.index; n < found.index + found[0].length; n += 1) if (starts[n] !== undefined) kept.add(starts[n]);
  }
  return kept;
}

function lineStarts(plain, text, out, isText) {
  let from = 0;
  for (const line of text.split("\n")) {
    const length = [...line].length;
    let at = from;
    while (at < from + length && isSpace(plain[at])) { if (isText(at)) out[at] = ""; at += 1; }
    const rest = plain.slice(at, from + length).join("");
    const put = (n, c) => { if (isText(at + n) && out[at + n] === plain[at + n]) out[at + n] = c; };
    const number = /^\d{1,9}(?=[.)](\s|$))/.exec(rest);
    if (number) put(number[0].length, `\\${rest[number[0].length]}`);
    else if (/^[-+](\s|$)|^>|^#{1,6}(\s|$)|^##|^=+\s*$|^-{2,}\s*$|^(-\s*){3,}$|^[|:-][\s|:-]*$/.test(rest)) put(0, `\\${rest[0]}`);
    else if (/^[–·](\s|$)|^[•◦▪‣●○]/.test(rest)) put(0, ENTITIES[rest[0]]);
    from += length + 1;
  }
}
