// GraphQL text to read and to write: highlighted, with line numbers.

import { h, replace, scrolling } from "./dom.js";

const TOKEN = /("""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?)|(#[^\n]*)|(@[A-Za-z_]\w*)|(\$[A-Za-z_]\w*)|([A-Za-z_]\w*)|(-?\d[\d.eE+-]*)/g;
const KEYWORDS = new Set(("type interface union enum input scalar directive extend schema implements on repeatable query "
  + "mutation subscription fragment true false null").split(" "));

/** Above this, colours cost more than they help. */
const HIGHLIGHTED = 200_000;

/** What has a colour, in order; nothing is read before it is asked for. */
export function* tokens(text) {
  for (const match of text.matchAll(TOKEN)) {
    const [token, string, comment, directive, variable, name, number] = match;
    const kind = string ? "string" : comment ? "comment" : directive ? "directive" : variable ? "variable"
      : number ? "number" : KEYWORDS.has(name) ? "keyword" : /^[A-Z]/.test(name) ? "type" : null;
    if (kind) yield { kind, text: token, start: match.index };
  }
}

export function highlighted(text) {
  if (text.length > HIGHLIGHTED) return [text];
  const out = [];
  let end = 0;
  for (const token of tokens(text)) {
    if (token.start > end) out.push(text.slice(end, token.start));
    out.push(h("span", { class: "tok-" + token.kind }, token.text));
    end = token.start + token.text.length;
  }
  out.push(text.slice(end));
  return out;
}

const numbers = (text) => Array.from({ length: text.split("\n").length }, (_, i) => i + 1).join("\n");

export function codeView(label, text) {
  return scrolling(label, { class: "code view" },
    h("pre", { class: "gutter", "aria-hidden": "true" }, numbers(text)),
    h("pre", { class: "text" }, highlighted(text)));
}

/** Lines around a place, the place marked. */
export function excerpt(text, line, column) {
  const lines = text.split("\n");
  const from = Math.max(1, line - 2);
  const to = Math.min(lines.length, line + 2);
  const rows = [];
  for (let number = from; number <= to; number++) {
    rows.push(h("div", { class: number === line ? "line marked" : "line" },
      h("span", { class: "number" }, String(number)),
      h("span", { class: "content" }, highlighted(lines[number - 1]))));
    if (number === line) {
      rows.push(h("div", { class: "line caret", "aria-hidden": "true" },
        h("span", { class: "number" }), h("span", { class: "content" }, " ".repeat(Math.max(0, column - 1)) + "^")));
    }
  }
  // A group and no region: several excerpts may be of the same place.
  return scrolling(`Line ${line}, column ${column}`, { class: "code excerpt", role: "group" }, rows);
}

/**
 * A text area over its own highlighted text. Tab leaves it, as it leaves every other field.
 */
export function editor({ label, text = "", rows = 18, onrun, oninput }) {
  const gutter = h("pre", { class: "gutter", "aria-hidden": "true" });
  const shown = h("pre", { class: "text", "aria-hidden": "true" });
  const area = h("textarea", {
    "aria-label": label, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", rows: String(rows),
    oninput: () => { paint(); oninput?.(); },
    onscroll: follow,
    onkeydown: (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && onrun) {
        event.preventDefault();
        onrun();
      }
    },
  });
  function follow() {
    shown.scrollTop = area.scrollTop;
    shown.scrollLeft = area.scrollLeft;
    gutter.scrollTop = area.scrollTop;
  }
  function paint() {
    replace(gutter, numbers(area.value));
    // The last line needs something in it to be as high in the one as in the other.
    replace(shown, highlighted(area.value), "\n ");
    follow();
  }
  area.value = text;
  paint();
  return {
    element: h("div", { class: "code editor" }, gutter, h("div", { class: "layers" }, shown, area)),
    area,
    get text() { return area.value; },
    set text(value) { area.value = value; paint(); },
  };
}
