// Clipboard HTML of Word, Word online, Google Docs, Outlook and LibreOffice, made plain before it is read.
//
// Styles are renamed before parsing: under our Content-Security-Policy a style attribute would be dropped with a report,
// and with it what Word and Docs say about lists, bold and emphasis.
const BULLET_OR_NUMBER = /^\(?(\d+|[a-z]{1,3}|[ivxlc]+)[.)]$/i;

export function cleanClipboard(html) {
  const page = new DOMParser().parseFromString(prepared(html), "text/html");
  const styles = readStyles(page);
  const style = (element, property) => styles.get(element)?.get(property) ?? "";
  for (const gone of page.querySelectorAll("style, script, meta, link, title, xml, head > *, o\\:p, span.EOP")) gone.remove();
  wordLists(page, style);
  wordNames(page);
  onlineLists(page);
  looksToMarks(page, style);
  nestLists(page);
  tidyLinksAndImages(page);
  dropEmpty(page);
  for (const styled of page.querySelectorAll("[data-style]")) styled.removeAttribute("data-style");
  return page.body.innerHTML.replace(/\u00a0/g, " ");
}

/* "• one" and "1) two" in plain text are Markdown's bullets and numbers. */
export function cleanPlainText(text) {
  return text.replace(/\r\n?/g, "\n").replace(/^([ \t]*)[•◦▪‣·●○–][ \t]+/gm, "$1- ").replace(/^([ \t]*\d{1,3})\)[ \t]+/gm, "$1. ");
}

function prepared(html) {
  return html
    .replace(/<!--\[if (?!!supportLists)[^\]]*\]>[\s\S]*?<!\[endif\]-->/gi, "") // Word's notes to itself
    .replace(/<style[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<!(?:--)?\[if !supportLists\](?:--)?>/gi, "<span data-mark>")
    .replace(/<!(?:--)?\[endif\](?:--)?>/gi, "</span>")
    .replace(/<!--StartFragment-->|<!--EndFragment-->/gi, "")
    .replace(/<\/?o:p[^>]*>/gi, "")
    .replace(/\son\w+\s*=/gi, " data-gone=")
    .replace(/\sstyle\s*=/gi, " data-style=");
}

function readStyles(page) {
  const styles = new Map();
  for (const element of page.querySelectorAll("[data-style]")) {
    const found = new Map();
    for (const rule of element.getAttribute("data-style").split(";")) {
      const colon = rule.indexOf(":");
      if (colon > 0) found.set(rule.slice(0, colon).trim().toLowerCase(), rule.slice(colon + 1).trim());
    }
    styles.set(element, found);
  }
  return styles;
}

/* Word for desktops: paragraphs that say "mso-list: l0 level2 lfo1" and carry their own bullet as text. */
function wordLists(page, style) {
  let open = [];
  let last = null;
  for (const paragraph of page.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div")) {
    const said = /level(\d+)/i.exec(style(paragraph, "mso-list"));
    if (!said) continue;
    const level = Math.min(9, Number(said[1]));
    const mark = markOf(paragraph, style);
    if (paragraph.previousElementSibling !== last || !last) open = [];
    while (open.length > level) open.pop();
    while (open.length < level) open.push(openList(page, paragraph, open, mark));
    const point = page.createElement("li");
    point.append(...paragraph.childNodes);
    open.at(-1).append(point);
    last = open[0];
    paragraph.remove();
  }
}

function markOf(paragraph, style) {
  const shown = paragraph.querySelector("[data-mark]") ?? [...paragraph.querySelectorAll("span")].find((s) => /ignore/i.test(style(s, "mso-list")));
  const mark = shown?.textContent.replace(/\s+/g, "") ?? "";
  shown?.remove();
  return mark;
}

function openList(page, paragraph, open, mark) {
  const numbered = BULLET_OR_NUMBER.test(mark) && mark.toLowerCase() !== "o";
  const list = page.createElement(numbered ? "ol" : "ul");
  const first = /^\(?(\d+)/.exec(mark);
  if (numbered && first && Number(first[1]) > 1) list.setAttribute("start", first[1]);
  if (!open.length) paragraph.before(list);
  else {
    const outer = open.at(-1);
    if (!outer.lastElementChild) outer.append(page.createElement("li"));
    outer.lastElementChild.append(list);
  }
  return list;
}

function wordNames(page) {
  for (const title of page.querySelectorAll("p.MsoTitle, p.MsoSubtitle")) rename(title, "h3");
  for (const quote of page.querySelectorAll("p.MsoQuote, p.MsoIntenseQuote")) {
    const frame = page.createElement("blockquote");
    quote.replaceWith(frame);
    frame.append(quote);
  }
  for (const heading of page.querySelectorAll("p[role=heading], div[role=heading]")) {
    rename(heading, `h${Math.min(6, Number(heading.getAttribute("aria-level")) || 3)}`);
  }
}

/* Word online: a list for every item, and the level said by the item. */
function onlineLists(page) {
  const ofWord = (element) => element?.matches("ul, ol") && element.querySelector("[data-aria-level], [data-listid]");
  for (const wrapper of page.querySelectorAll("div.ListContainerWrapper")) unwrap(wrapper);
  for (const list of page.querySelectorAll("ul, ol")) {
    if (!list.isConnected || !ofWord(list)) continue;
    for (let next = list.nextElementSibling; ofWord(next); next = list.nextElementSibling) {
      if (next.tagName !== list.tagName && levelOf(next.firstElementChild) === 1) break;
      for (const point of [...next.children]) { point.dataset.kind = next.tagName; list.append(point); }
      next.remove();
    }
    const path = []; // the last item of each level
    for (const point of [...list.children]) {
      const level = Math.min(levelOf(point), path.length + 1);
      path.length = level - 1;
      if (level > 1) listUnder(page, path.at(-1), point.dataset.kind ?? list.tagName).append(point);
      path.push(point);
    }
  }
}

function listUnder(page, point, kind) {
  const there = point.lastElementChild;
  if (there?.tagName === kind) return there;
  const list = page.createElement(kind);
  point.append(list);
  return list;
}

function levelOf(point) {
  return Number(point?.getAttribute("data-aria-level") ?? point?.getAttribute("aria-level")) || 1;
}

/* Google Docs wraps all in <b style="font-weight:normal"> and says bold and emphasis on spans. */
function looksToMarks(page, style) {
  for (const bold of page.querySelectorAll("b, strong")) if (/^(normal|400)$/i.test(style(bold, "font-weight"))) unwrap(bold);
  for (const span of page.querySelectorAll("span")) {
    const weight = style(span, "font-weight");
    if (!span.closest("h1, h2, h3, h4, h5, h6") && (/^bold/i.test(weight) || Number(weight) >= 600)) wrap(span, "strong");
    if (/italic/i.test(style(span, "font-style"))) wrap(span, "em");
    if (/line-through/i.test(style(span, "text-decoration") + style(span, "text-decoration-line"))) wrap(span, "s");
  }
}

/* A list that stands directly in a list belongs to the item before it. */
function nestLists(page) {
  for (const list of page.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const before = list.previousElementSibling;
    if (before?.tagName === "LI") before.append(list);
    else {
      const point = page.createElement("li");
      list.replaceWith(point);
      point.append(list);
    }
  }
}

function tidyLinksAndImages(page) {
  for (const link of page.querySelectorAll("a")) {
    const href = link.getAttribute("href") ?? "";
    const wrapped = /^https:\/\/(?:www\.google\.com\/url|[\w.]*safelinks\.protection\.outlook\.com\/)/.test(href);
    if (wrapped) {
      const query = new URL(href).searchParams;
      link.setAttribute("href", query.get("q") ?? query.get("url") ?? href);
    }
    if (!/^(https?:|mailto:)/i.test(link.getAttribute("href") ?? "")) unwrap(link);
  }
  for (const image of page.querySelectorAll("img")) if (!(image.getAttribute("src") ?? "").startsWith("/media/")) image.remove();
}

function dropEmpty(page) {
  for (const stray of page.querySelectorAll("body > br, div > br")) stray.remove();
  for (const paragraph of page.querySelectorAll("p")) {
    if (!paragraph.textContent.replace(/[\s\u00a0]/g, "") && !paragraph.querySelector("img")) paragraph.remove();
  }
}

function rename(element, tag) {
  const other = element.ownerDocument.createElement(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
}

function wrap(element, tag) {
  const inner = element.ownerDocument.createElement(tag);
  inner.append(...element.childNodes);
  element.append(inner);
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}
