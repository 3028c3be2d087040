// A block of the editor's document → Markdown, for the reader's Markdown as the server renders it: CommonMark's rules,
// with "•", "–" and "##Heading" besides. What would be taken for markup is escaped, and no more than that:
// "#tag" and "snake_case" stay as people type them.
import { schema } from "./schema.js";
import { inlineText } from "./inline.js";

const { nodes } = schema;

/* `near` are the marks of the lists right before and after: a list with the same would be one with them. */
export function writeBlock(node, near = [], asItCame = () => null) {
  return (blocks[node.type.name] ?? blocks.paragraph)(node, near, asItCame);
}

const blocks = {
  paragraph: (node) => inlineText(node),
  heading(node) {
    const words = inlineText(node, { oneLine: true }).replace(/(^|\s)(#+)$/, (all, space, marks) => `${space}${marks.slice(1)}\\#`);
    return words ? `${"#".repeat(node.attrs.level)} ${words}` : "";
  },
  blockquote: (node) => writeBlocks(node).split("\n").map((line) => `> ${line}`.trimEnd()).join("\n"),
  code_block(node) {
    const longest = Math.max(2, ...(node.textContent.match(/`{3,}/g) ?? []).map((ticks) => ticks.length));
    const fence = "`".repeat(longest + 1);
    return `${fence}${/^[\w+#.-]*/.exec(node.attrs.params ?? "")[0]}\n${node.textContent}\n${fence}`;
  },
  horizontal_rule: () => "---",
  verbatim: (node) => node.textContent.replace(/^\n+|\s+$/g, ""),
  bullet_list: writeList,
  ordered_list: writeList,
};

/* The mark a list is written with: "-", "*", "•" … or what follows its numbers. */
export function markOf(node) {
  return node.attrs.mark || (node.type === nodes.ordered_list ? "." : "-");
}

function writeList(node, near, asItCame) {
  const numbered = node.type === nodes.ordered_list;
  const marks = numbered ? [".", ")"] : ["-", "*", "+"];
  const mark = [markOf(node), ...marks].find((one) => !near.includes(one)) ?? marks[0];
  const items = [];
  node.forEach((item, _, n) => {
    const bullet = numbered ? `${Math.min(999, node.attrs.order + n)}${mark}` : mark;
    const kept = asItCame(item);
    if (kept?.startsWith(`${bullet} `)) items.push(kept);
    else items.push(writeItem(item, `${bullet} `, node.attrs.tight));
  });
  return items.join(node.attrs.tight ? "\n" : "\n\n");
}

function writeItem(item, bullet, tight) {
  const words = writeBlocks(item, tight);
  const inner = " ".repeat(bullet.length);
  return (bullet + words.split("\n").map((line) => (line ? inner + line : "")).join("\n").slice(words ? inner.length : 0)).trimEnd();
}

/* The blocks inside another one. Empty paragraphs are room to write in and no words. */
function writeBlocks(parent, tight = false) {
  let out = "", before = null;
  parent.forEach((node, _, n) => {
    const near = before && before.type === node.type ? [before.written] : [];
    const text = writeBlock(node, near);
    if (!text && !(n === 0 && parent.childCount > 1 && parent.type === nodes.list_item)) return;
    if (before) out += tight && canFollow(before, node) ? "\n" : "\n\n";
    out += text;
    before = { type: node.type, written: isList(node) ? markWritten(text) : "" };
  });
  return out;
}

/* In a tight list, a nested list stands right under the words. One that begins late or with nothing would be words too. */
function canFollow(before, node) {
  if (before.type !== nodes.paragraph) return false;
  if (!isList(node)) return node.type !== nodes.paragraph && node.type !== nodes.verbatim && node.type !== nodes.horizontal_rule;
  return (node.attrs.order ?? 1) === 1 && node.firstChild.firstChild.content.size > 0;
}

export function isList(node) {
  return node.type === nodes.bullet_list || node.type === nodes.ordered_list;
}

export function markWritten(text) {
  return /^\s*(?:\d+([.)])|(\S))/.exec(text)?.slice(1).find(Boolean) ?? "";
}
