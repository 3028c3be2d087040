// The words of one paragraph or heading → Markdown. What is written is read back: where the reading is not what was
// meant, it is written more carefully, and at last without emphasis. No word is lost to a mark.
import { LITERAL, readInline } from "./dialect.js";
import { schema } from "./schema.js";
import { escapes, isPunctuation, isSpace } from "./escaping.js";

const { marks } = schema;
const EMPHASIS = [marks.strong, marks.em, marks.strike];
const LITERALS = new RegExp(`(${LITERAL.source})`);
// Careful, then more careful
const WAYS = [{ em: "*" }, { em: "_" }, { em: "*", inLinks: true }, { em: "*", none: true }, { em: "*", none: true, all: true }];

export function inlineText(node, { oneLine = false } = {}) {
  const meant = said(node.content);
  let first = null;
  for (const way of WAYS) {
    const text = writeInline(node, way, oneLine);
    first ??= text;
    if (said(readInline(text)) === meant) return text;
  }
  return first;
}

/* What is heard when it is read out: by this two readings are compared. */
function said(content) {
  let words = "";
  content.forEach((node) => {
    words += node.isText ? node.text : node.type.name === "image" ? `(${node.attrs.alt ?? ""})` : " ";
  });
  return words.replace(/\s+/g, " ").trim();
}

/* One unit is a character, or what is not divided: code, a picture, a break, a link. */
function writeInline(node, way, oneLine) {
  const units = [];
  node.forEach((child) => {
    const link = child.marks.find((mark) => mark.type === marks.link);
    const last = units.at(-1);
    if (!link) units.push(...unitsOf(child, way, oneLine));
    else if (last?.link && last.link.eq(link)) last.inner.push(child);
    else units.push({ link, inner: [child], marks: [] });
  });
  for (const unit of units) if (unit.link) writeLink(unit, way);
  return joined(units, way).trim();
}

function unitsOf(child, way, oneLine) {
  const on = way.none ? [] : EMPHASIS.filter((type) => type.isInSet(child.marks));
  const atom = (text, kind) => [{ text, kind, marks: on }];
  if (child.type.name === "hard_break") return oneLine ? [{ text: " ", kind: "char", marks: on }] : atom("\n", "break");
  if (child.type.name === "image") return atom(pictureText(child), "atom");
  if (!child.isText) return [];
  if (marks.code.isInSet(child.marks)) return atom(codeText(child.text), "atom");
  const units = [];
  for (const [n, part] of child.text.replace(/\s*\n\s*/g, " ").split(LITERALS).entries()) {
    if (n % 2) units.push(...atom(part, "atom"));
    else units.push(...[...part].map((c) => ({ text: c, kind: "char", marks: on })));
  }
  return units;
}

function writeLink(unit, way) {
  const { href, title } = unit.link.attrs;
  const words = unit.inner.map((child) => child.text ?? "").join("");
  const plain = unit.inner.length === 1 && unit.inner[0].marks.length === 1 && !title;
  const shared = way.inLinks || way.none ? [] : EMPHASIS.filter((type) => unit.inner.every((child) => type.isInSet(child.marks)));
  unit.marks = shared;
  unit.kind = "atom";
  if (plain && (words === href || `mailto:${words}` === href) && /^(https?:\/\/|[^\s:]+@)[^\s<>\\]+$/.test(words)) {
    unit.text = `<${words}>`;
    unit.bare = /^https?:\/\/[^\s*_~[\]()\\]+[\w/]$/.test(words) ? words : null;
    return;
  }
  const inner = unit.inner.flatMap((child) => unitsOf(child, way)).map((one) => ({ ...one, marks: one.marks.filter((type) => !shared.includes(type)) }));
  unit.text = `[${joined(inner, way, true)}](${destination(href)}${title ? ` "${title.replace(/["\\]/g, "\\$&")}"` : ""})`;
}

function destination(href) {
  const balanced = /^(?:[^\s()<>\\]|\([^\s()<>\\]*\))*$/.test(href);
  const safe = balanced ? href : href.replace(/[\s()<>\\]/g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0").toUpperCase()}`);
  return safe.replace(/&(?=#?\w+;)/g, "&amp;");
}

function pictureText({ attrs }) {
  const alt = (attrs.alt ?? "").replace(/[[\]\\`*_<&]/g, "\\$&");
  return `![${alt}](${destination(attrs.src)}${attrs.title ? ` "${attrs.title.replace(/["\\]/g, "\\$&")}"` : ""})`;
}

function codeText(text) {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const ticks = "`".repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(text) ? " " : "";
  return ticks + pad + text + pad + ticks;
}

function joined(units, way, inLink = false) {
  for (const [n, unit] of units.entries()) {
    const before = units[n - 1], after = units[n + 1];
    const alone = isEdge(before) || (before.kind === "char" && /[\s(]/.test(before.text));
    if (unit.bare && alone && (isEdge(after) || /^[\s.,;)]/.test(after.text))) unit.text = unit.bare;
  }
  const plain = units.map((unit) => (unit.kind === "char" ? unit.text : unit.kind === "break" ? "\n" : /^!?\[/.test(unit.text) ? "[" : "\ufffc"));
  const differs = (n, other) => !units[other] || units[other].marks.some((type) => !units[n].marks.includes(type)) || units[n].marks.some((type) => !units[other].marks.includes(type));
  escapes(plain, { all: way.all, inLink, isText: (n) => units[n].kind === "char", besideSign: (n) => differs(n, n - 1) || differs(n, n + 1) })
    .forEach(({ written, inAddress }, n) => Object.assign(units[n], { written: units[n].kind === "char" ? written : units[n].text, inAddress }));
  for (const type of EMPHASIS) tidy(units, type);
  return withSigns(units, (type) => (type === marks.strong ? "**" : type === marks.em ? way.em : "~~")).replace(/[ \t]*\n[ \t]*/g, "  \n").replace(/(?:\s*\n)+$/, "");
}

/* What began last ends first; of those that begin together, the longest is outside. */
function withSigns(units, sign) {
  const open = [];
  const reach = (type, n) => { let end = n; while (units[end]?.marks.includes(type)) end += 1; return end; };
  let out = "";
  units.forEach((unit, n) => {
    const ends = open.findIndex((type) => !unit.marks.includes(type));
    if (ends >= 0) while (open.length > ends) out += sign(open.pop());
    const fresh = unit.marks.filter((type) => !open.includes(type)).sort((a, b) => reach(b, n) - reach(a, n));
    for (const type of fresh) { out += sign(type); open.push(type); }
    out += unit.written;
  });
  while (open.length) out += sign(open.pop());
  return out;
}

function isEdge(unit) {
  return !unit || unit.kind === "break";
}

const isBlank = (unit) => isEdge(unit) || (unit.kind === "char" && isSpace(unit.text));

/* Whether emphasis that ends with `inside` is read as such where `outside` follows: a mark of punctuation inside must not
   touch a word outside. The editor's reader and the server's differ in what they take for punctuation; both must agree. */
function canEnd(inside, outside) {
  if (isBlank(inside)) return false;
  if (!outside || (outside.kind === "char" && isSpace(outside.text))) return true;
  const mark = (unit) => unit.kind === "char" && isPunctuation(unit.text);
  const bare = (unit) => mark(unit) && unit.written === unit.text;
  const here = inside.kind === "atom" || mark(inside), there = outside.kind === "atom" || outside.kind === "break" || mark(outside);
  return (!here || there) && (!bare(inside) || bare(outside));
}

function tidy(units, type) {
  for (let from = 0, to = 0; from < units.length; from = Math.max(to, from + 1)) {
    if (!units[from].marks.includes(type)) continue;
    for (to = from; units[to]?.marks.includes(type);) to += 1;
    const off = (n) => { units[n].marks = units[n].marks.filter((other) => other !== type); };
    let last = to - 1, first = from;
    const beside = (a, b) => b && units[a].marks.some((other) => other !== type && !b.marks.includes(other)) && !(b.kind === "char" && isSpace(b.text));
    const after = units[last + 1];
    const goesOn = units[last].inAddress && after && !(after.kind === "char" && isSpace(after.text));
    if (units[first - 1]?.inAddress || goesOn) first = last + 1; // the address would go on with the sign
    if (type === marks.strike && (beside(first, units[first - 1]) || beside(last, units[last + 1]))) first = last + 1;
    while (first <= last && !canEnd(units[first], units[first - 1])) first += 1;
    while (first <= last && !canEnd(units[last], units[last + 1])) last -= 1;
    for (let n = from; n < to; n += 1) if (n < first || n > last) off(n);
  }
}
