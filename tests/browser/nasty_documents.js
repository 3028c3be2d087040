// Random documents of the rich editor with what is hard to write as Markdown. The same seed gives the same documents.
import { schema } from "/static/js/rich/schema.js";
import { read, write } from "/static/js/rich/markdown.js";

const WORDS = ["hello", "world", "#tag", "a_b_c", "5 * 3", "1. x", "- dash", "– dash", "• dot", "+ plus", "> gt", "<b>", "&amp;", "A&B", "a < b",
  "https://example.org/a_b", "[x]", "(y)", "![i]", "`tick`", "~~t~~", "~", "**", "__init__", "\\", "|", "x|y", "===", "---", "^1", "[^1]", "!", ":",
  ": def", "\"q\"", "it's", "…", "www.example.org", "é", "2019.", "3)", "*", "_", "<https://x.example>", "user@example.org", "@name", "#1", "&lt;",
  "<!-- c -->", "<3", "{: .cls}", "==m==", "^^", ":smile:", "[TOC]", "*[HTML]: x", "$a$", "{{ a_b }}", "[[wiki]]", "## two", "😀", "[a](b)", "[a]: b"];
const HREFS = ["https://example.org/p?a=1&b=2", "https://en.example.org/wiki/X_(y)", "/2026-11-16/", "https://example.org/a b"];

export function nastyDocuments(count, seed) {
  let state = seed;
  const any = (n) => { // mulberry32, in our words: the same numbers everywhere
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
  const { marks } = schema;
  const words = () => Array.from({ length: 1 + any(4) }, () => WORDS[any(WORDS.length)]).join(" ");
  const marked = () => [
    ...(any(4) ? [] : [marks.strong.create()]), ...(any(5) ? [] : [marks.em.create()]), ...(any(8) ? [] : [marks.strike.create()]),
    ...(any(7) ? [] : [marks.link.create({ href: HREFS[any(HREFS.length)] })]),
  ].reduce((set, mark) => mark.addToSet(set), []);
  const inline = (breaks = true) => {
    const out = [];
    for (let n = 0; n <= any(3); n += 1) {
      out.push(any(9) ? schema.text(words(), marked()) : schema.text(words(), [marks.code.create()]));
      if (breaks && !any(10)) out.push(schema.node("hard_break"), schema.text(words()));
      else if (any(3)) out.push(schema.text(" "));
    }
    return [...out, schema.text(any(2) ? "end" : " end")];
  };
  const paragraph = () => schema.node("paragraph", null, inline());
  const item = (depth) => schema.node("list_item", null, [paragraph(), ...(depth < 3 && !any(3) ? [list(depth + 1)] : []), ...(any(12) ? [] : [paragraph()])]);
  const list = (depth) => schema.node(any(3) ? "bullet_list" : "ordered_list", { tight: Boolean(any(4)) }, Array.from({ length: 1 + any(3) }, () => item(depth)));
  const block = () => [
    () => schema.node("heading", { level: 3 + any(2) }, inline(false)), () => list(0), () => list(0),
    () => schema.node("blockquote", null, any(3) ? [paragraph()] : [paragraph(), list(1)]),
    () => (any(3) ? paragraph() : schema.node("code_block", null, [schema.text("x = 1 < 2\n  y & z\n# c\n- d")])),
    paragraph, paragraph, paragraph,
  ][any(8)]();
  return Array.from({ length: count }, () => {
    const doc = schema.node("doc", null, Array.from({ length: 1 + any(5) }, block));
    const markdown = write(doc);
    return { markdown, lines: linesOf(doc), shape: shapeOf(doc), again: shapeOf(read(markdown)), stable: write(read(markdown)) === markdown };
  });
}

function linesOf(doc) {
  const lines = [];
  doc.descendants((node) => {
    if (!node.isTextblock) return true;
    lines.push(node.textBetween(0, node.content.size, "", " "));
    return false;
  });
  return lines;
}

function shapeOf(doc) {
  const shape = [];
  const walk = (node, depth) => node.forEach((child) => {
    if (child.isBlock && child.type.name !== "paragraph") shape.push(`${depth}${child.type.name}${child.attrs.level ?? ""}`);
    walk(child, depth + 1);
  });
  walk(doc, 0);
  return shape.join(" ");
}
