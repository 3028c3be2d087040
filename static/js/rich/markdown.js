// Markdown to the editor's document and back.
//
// The text is the truth. A block that nobody touched goes back byte for byte as it came: each block remembers its
// source, and ProseMirror keeps the very node as long as it is unchanged. Only what was edited is written anew,
// and in a list only the bullets that were.
import { asRead, parser, tokenizer } from "./dialect.js";
import { schema } from "./schema.js";
import { isList, markOf, markWritten, writeBlock } from "./writing.js";

const sources = new WeakMap(); // block → { text, gap, next, before }: as it was typed, and the line ends behind it
const items = new WeakMap(); // item of a list at the top → as it was typed

export function read(markdown) {
  const lines = markdown.split("\n");
  const found = [];
  let at = 0;
  for (const group of groups(tokenizer.parse(asRead(markdown), {}))) {
    const [from, to] = group[0].map;
    if (from > at) found.push(...skipped(lines, at, from));
    const made = block(group, lines.slice(from, to).join("\n"));
    if (made.length === 1 && isList(made[0])) rememberItems(group, made[0], lines);
    found.push(...made.map((node) => ({ node, from, to })));
    at = to;
  }
  found.push(...skipped(lines, at, lines.length));
  if (!found.length) {
    const empty = schema.node("paragraph");
    sources.set(empty, { text: markdown, gap: "" });
    return schema.node("doc", null, [empty]);
  }
  found.forEach(({ node, from, to }, n) => {
    const next = found[n + 1];
    if (next && next.from === from) return; // one source, several blocks: written anew when needed
    const text = lines.slice(from, to).join("\n").replace(/\n+$/, "");
    const rest = lines.slice(from, next ? next.from : lines.length).join("\n").slice(text.length);
    sources.set(node, { text, gap: next ? rest + "\n" : rest, next: next?.node });
  });
  const first = sources.get(found[0].node);
  if (first) first.before = lines.slice(0, found[0].from).map((line) => `${line}\n`).join("");
  return schema.node("doc", null, found.map((one) => one.node));
}

export function write(doc) {
  let out = "", gap = "";
  let before = null;
  doc.forEach((node, _, n) => {
    const source = sources.get(node);
    const text = source ? source.text : written(node, near(before, node, doc.maybeChild(n + 1)));
    if (!text && !source) return; // an empty paragraph is room to write in
    if (before) out += before.source?.next === node ? gap : "\n\n";
    else out += source?.before ?? "";
    out += text;
    gap = source?.gap ?? "";
    before = { node, source, text };
  });
  return before?.source && !before.source.next ? out + gap : out;
}

const known = new WeakMap(); // block → what it was written as, while nobody edits it further

function written(node, beside) {
  if (!beside.length && known.has(node)) return known.get(node);
  let text;
  try {
    text = writeBlock(node, beside, (item) => items.get(item));
  } catch (problem) {
    console.error(problem);
    text = node.textBetween(0, node.content.size, "\n\n", " "); // the words, whatever happens
  }
  if (!beside.length) known.set(node, text);
  return text;
}

/* The marks of lists of the same kind that stand right beside this one. */
function near(before, node, after) {
  const marks = [];
  if (isList(node) && before?.node.type === node.type) marks.push(markWritten(before.text));
  if (isList(node) && after?.type === node.type && sources.get(after)) marks.push(markOf(after));
  return marks;
}

/* Tokens of one top-level block each. */
function* groups(tokens) {
  let group = [], depth = 0;
  for (const token of tokens) {
    group.push(token);
    depth += token.nesting;
    if (depth === 0) { yield group; group = []; }
  }
}

function block(group, source) {
  if (group[0].type === "table_open" || /^ {0,3}\[\^[^\]]+\]:/.test(source) || /^\s*(\{[{%#][^{}]*[}%#]\}\s*)+$/.test(source)) return [verbatim(source)];
  try {
    return parser.parse(group).content.content;
  } catch {
    return [verbatim(source)]; // a token that the document has no node for
  }
}

function rememberItems(group, node, lines) {
  const opened = group.filter((token) => token.type === "list_item_open" && token.level === 1);
  if (opened.length !== node.childCount) return;
  node.forEach((item, _, n) => items.set(item, lines.slice(...opened[n].map).join("\n").trimEnd()));
}

/* Lines that make no block of their own, such as the definitions of links: kept, and shown. */
function skipped(lines, from, to) {
  while (from < to && !lines[from].trim()) from += 1;
  while (to > from && !lines[to - 1].trim()) to -= 1;
  return from < to ? [{ node: verbatim(lines.slice(from, to).join("\n")), from, to }] : [];
}

function verbatim(text) {
  return schema.node("verbatim", null, text ? [schema.text(text)] : []);
}
