// What a section's words can hold in the rich editor. What it cannot show as such (tables, footnotes, macros in
// blocks of their own) stands in a "verbatim" block, to be read and edited as it was typed.
import { Schema, baseSchema } from "../../vendor/prosemirror/prosemirror.js";

const list = (name, more) => ({ ...baseSchema.spec.nodes.get(name), ...more });

const isOurs = (address) => /^\/(?!\/)/.test(address ?? "");
const attributesOf = (element, src) => ({ src, alt: element.getAttribute("alt") ?? element.dataset.alt ?? null, title: element.getAttribute("title") });

const nodes = baseSchema.spec.nodes
  .update("bullet_list", list("bullet_list", { attrs: { tight: { default: true }, mark: { default: "" } }, parseDOM: [{ tag: "ul" }] }))
  .update("ordered_list", list("ordered_list", {
    attrs: { order: { default: 1 }, tight: { default: true }, mark: { default: "" } },
    parseDOM: [{ tag: "ol", getAttrs: (ol) => ({ order: Number(ol.getAttribute("start")) || 1 }) }],
  }))
  // Headings inside a section begin under the section's own: what readers see as h3 to h5.
  .update("heading", list("heading", {
    attrs: { level: { default: 3 } },
    parseDOM: [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: Math.min(5, Math.max(3, level)) } })),
    toDOM: (node) => [`h${Math.min(6, Math.max(3, node.attrs.level))}`, 0],
  }))
  // A picture from another site would ask that site who writes here, and no page of ours may. It is named instead.
  .update("image", {
    ...baseSchema.spec.nodes.get("image"),
    parseDOM: [
      { tag: "img[src]", getAttrs: (img) => isOurs(img.getAttribute("src")) && attributesOf(img, img.getAttribute("src")) },
      { tag: "span[data-picture]", getAttrs: (span) => attributesOf(span, span.dataset.picture) },
    ],
    toDOM: ({ attrs: { src, alt, title } }) => (isOurs(src)
      ? ["img", { src, alt: alt ?? "", ...(title ? { title } : {}) }]
      : ["span", { class: "rich-picture", "data-picture": src, "data-alt": alt ?? "" }, `Picture: ${alt || src}`]),
  })
  .addToEnd("verbatim", {
    parseDOM: [{ tag: "pre[data-verbatim]", preserveWhitespace: "full", priority: 60 }],
    content: "text*", marks: "", group: "block", code: true, defining: true,
    toDOM: () => ["pre", { class: "verbatim", "data-verbatim": "" }, ["code", 0]],
  });

const marks = baseSchema.spec.marks.addToEnd("strike", {
  parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }],
  toDOM: () => ["s", 0],
});

export const schema = new Schema({ nodes, marks });
