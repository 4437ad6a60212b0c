// Goes anywhere from the keyboard: pages, graphs, subgraphs, types and fields.

import { h, replace } from "./dom.js";

const SHOWN = 40;

/** The better, the smaller; Infinity for no match. */
function rank(text, wanted) {
  const at = text.toLowerCase().indexOf(wanted);
  if (at < 0) return Infinity;
  const begins = at === 0 || /[^A-Za-z0-9]/.test(text[at - 1]);
  return (begins ? 0 : 1000) + at + text.length / 1000;
}

/** @param entries gives [{kind, text, href}], asked for each time it opens */
export function openPalette(entries) {
  if (document.querySelector("dialog[open]")) return;
  const all = entries();
  let found = [];
  let chosen = 0;
  const list = h("ul", { id: "palette-list", role: "listbox", "aria-label": "Results" });
  const input = h("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list",
    "aria-label": "Search pages, subgraphs, types and fields", placeholder: "Search pages, subgraphs, types, fields",
    autocomplete: "off", spellcheck: "false",
    oninput: () => { chosen = 0; show(); },
    onkeydown: (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
      if (step) {
        event.preventDefault();
        chosen = Math.max(0, Math.min(found.length - 1, chosen + step));
        mark();
      } else if (event.key === "Enter" && found[chosen]) {
        event.preventDefault();
        go(found[chosen]);
      }
    },
  });
  const dialog = h("dialog", { class: "palette", "aria-label": "Search" }, input, list,
    h("p", { class: "keys" }, h("kbd", {}, "↑"), h("kbd", {}, "↓"), " choose ", h("kbd", {}, "Enter"), " open ", h("kbd", {}, "Esc"), " close"));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  function go(entry) {
    dialog.close();
    location.hash = entry.href;
  }
  function show() {
    const wanted = input.value.trim().toLowerCase();
    found = wanted === "" ? all.slice(0, SHOWN)
      : all.map((entry) => [rank(entry.text, wanted), entry]).filter(([order]) => order < Infinity)
        .sort((one, other) => one[0] - other[0]).slice(0, SHOWN).map(([, entry]) => entry);
    replace(list, found.length === 0 ? h("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "none" }, "Nothing of that name")
      : found.map((entry, i) => h("li", { role: "option", id: "palette-" + i, onclick: () => go(entry) },
        h("span", { class: "text" }, entry.text), h("span", { class: "kind" }, entry.kind))));
    mark();
  }
  function mark() {
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen && found.length > 0)));
    if (found.length) {
      input.setAttribute("aria-activedescendant", "palette-" + chosen);
      list.children[chosen].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }
  document.body.append(dialog);
  show();
  dialog.showModal();
  input.focus();
}
