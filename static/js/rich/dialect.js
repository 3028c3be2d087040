// Markdown as the server reads it, for the editor: markdown-it with what our readers add to CommonMark.
import { MarkdownIt, MarkdownParser, defaultMarkdownParser } from "../../vendor/prosemirror/prosemirror.js";
import { schema } from "./schema.js";

// Raw HTML and the macros of other systems are shown as they were typed: nothing in them is markup.
export const LITERAL = /<\/?[A-Za-z][\w:.-]*(?:\s[^<>]{0,2000})?\/?>|<!--[^<>]{0,2000}-->|<[!?][A-Za-z][^<>]{0,500}>|\{\{[^{}]{1,500}\}\}|\{%[^{}]{1,500}%\}|\{#[^{}]{1,500}#\}|\[\[[^[\]\n]{1,300}\]\](?![([])/;

export const tokenizer = MarkdownIt("commonmark", { html: false, linkify: true }).enable(["strikethrough", "linkify", "table"]);
// Ours are links only where the text says so: "example.org" alone is words.
tokenizer.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
const here = new RegExp(LITERAL.source, "y");
tokenizer.inline.ruler.before("escape", "literal", (state, silent) => {
  here.lastIndex = state.pos;
  const found = here.exec(state.src);
  if (!found || found.index + found[0].length > state.posMax) return false;
  if (!silent) state.push("text", "", 0).content = found[0].replace(/\n/g, " ");
  state.pos += found[0].length;
  return true;
});

const list = (name, more = () => ({})) => ({
  block: name,
  getAttrs: (token, tokens, at) => ({ tight: isTight(tokens, at), mark: token.markup, ...more(token) }),
});

/* Takes tokens, gives a document. */
export const parser = new MarkdownParser(schema, { parse: (tokens) => tokens }, {
  ...defaultMarkdownParser.tokens,
  s: { mark: "strike" },
  bullet_list: list("bullet_list"),
  ordered_list: list("ordered_list", (token) => ({ order: Number(token.attrGet("start")) || 1 })),
});

function isTight(tokens, at) {
  while (++at < tokens.length) if (tokens[at].type !== "list_item_open") return tokens[at].hidden;
  return false;
}

/* The words of a paragraph, without its frame. */
export function readInline(text) {
  const read = parser.parse(tokenizer.parse(asRead(text), {}));
  return read.childCount === 1 && read.firstChild.isTextblock ? read.firstChild.content : schema.node("paragraph", null, [schema.text("\u0000")]).content;
}

/* What our readers take for a bullet, a heading or a year, in the words of CommonMark. The number of lines stays. */
export function asRead(markdown) {
  let fence = "";
  return markdown.split("\n").map((line) => {
    const mark = /^ *(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1];
    if (fence) {
      if (mark?.startsWith(fence) && !line.trim().replaceAll(mark[0], "")) fence = "";
      return line;
    }
    if (mark) fence = mark;
    return line
      .replace(/^(\s*)(?:[•◦▪‣●○]\s*|[–·](?:\s+|$))/, "$1- ")
      .replace(/^(\s*\d{4,9})(?=[.)](\s|$))/, "$1\\")
      .replace(/^( {0,3}#{2,6})(?=[^#\s])/, "$1 ")
      .replace(/^( {0,3})(=\s*)$/, "$1\\$2");
  }).join("\n");
}
