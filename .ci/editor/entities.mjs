// Named character references, decoded by the browser itself instead of by a table of 30 KB.
const decoder = typeof DOMParser === "undefined" ? null : new DOMParser();
const decode = (text) => decoder ? decoder.parseFromString(text.replace(/</g, "&lt;"), "text/html").documentElement.textContent : text;
export const decodeHTML = decode, decodeHTMLStrict = decode;
