// The operations that clients may name in place of sending them.

import * as api from "./api.js";
import { h, confirmation, count, replace, toast, when } from "./dom.js";
import { codeView } from "./code.js";
import { ask } from "./plan.js";
import { problemView } from "./publish.js";

const SHOWN = 200;

export async function documentsPage({ graph, mayPublish, mayAdminister, refresh, link }) {
  const documents = (await api.documents(graph)).toSorted((one, other) => other.addedAt.localeCompare(one.addedAt) || one.id.localeCompare(other.id));
  const note = h("div", { "aria-live": "polite" });
  const body = h("tbody", {});
  const found = h("p", { class: "muted", role: "status" });
  const chosen = h("div", {});
  const open = (document) => {
    replace(chosen, h("h2", {}, document.id), h("div", { class: "row" },
      h("a", { class: "button small", href: link(graph, "plan"), onclick: () => ask(graph, document.text) }, "Show plan")),
    codeView("Document " + document.id, document.text));
    chosen.scrollIntoView({ block: "nearest" });
  };
  const remove = async (document) => {
    if (!await confirmation(`Remove ${document.id}?`, h("p", {}, "Clients that name it are refused from then on by gateways that trust these documents."), "Remove", "danger")) return;
    try {
      await api.removeDocument(graph, document.id);
      toast(`${document.id} is removed.`);
      refresh();
    } catch (problem) {
      replace(note, problemView(problem, () => undefined));
    }
  };
  const row = (document) => h("tr", {},
    h("th", { scope: "row" }, h("button", { type: "button", class: "button quiet small", "data-row": true, onclick: () => open(document) }, document.id)),
    h("td", {}, h("code", {}, firstLine(document.text))),
    h("td", {}, document.addedBy),
    h("td", {}, when(document.addedAt)),
    mayAdminister ? h("td", {}, h("button", { type: "button", class: "button danger small", "aria-label": "Remove " + document.id, onclick: () => remove(document) }, "Remove")) : null);
  const show = (wanted) => {
    const those = documents.filter((each) => `${each.id} ${each.addedBy} ${each.text}`.toLowerCase().includes(wanted));
    replace(body, those.slice(0, SHOWN).map(row));
    found.textContent = wanted || those.length > SHOWN ? `${count(those.length, "document")} found${those.length > SHOWN ? `, the first ${SHOWN} shown` : ""}` : "";
  };
  show("");
  return [
    h("h1", {}, "Trusted documents"),
    h("p", { class: "lead" }, "Operations that clients may name in place of sending them. Gateways with documents.registry take a change within a second."),
    mayPublish ? form(graph, refresh) : null, note,
    documents.length ? [
      h("input", { type: "search", class: "filter", placeholder: "Search ids, texts and who added them", "aria-label": "Search documents", oninput: (event) => show(event.target.value.trim().toLowerCase()) }),
      found,
      h("div", { class: "panel flush" }, h("table", {},
        h("thead", {}, h("tr", {}, ["Id", "Operation", "Added by", "Added", ...(mayAdminister ? ["Actions"] : [])].map((each) => h("th", { scope: "col" }, each)))), body)),
      chosen,
    ] : h("div", { class: "panel empty" }, h("p", {}, "There are none yet.")),
  ];
}

const firstLine = (text) => {
  const line = text.trim().split("\n", 1)[0];
  return line.length > 80 ? line.slice(0, 80) + "…" : line;
};

function form(graph, refresh) {
  const manifest = h("textarea", { id: "manifest", rows: "5", required: true, spellcheck: "false", placeholder: '{"home": "query Home { products { name } }"}' });
  const file = h("input", { id: "manifest-file", type: "file", accept: ".json", onchange: async () => { if (file.files[0]) manifest.value = await file.files[0].text(); } });
  const result = h("div", { "aria-live": "polite" });
  const add = async (event) => {
    event.preventDefault();
    let wanted;
    try {
      wanted = JSON.parse(manifest.value);
    } catch (wrong) {
      replace(result, h("div", { class: "panel problem", role: "alert" }, h("p", {}, "The manifest is not JSON: " + wrong.message)));
      return;
    }
    try {
      const answer = await api.addDocuments(graph, wanted);
      toast(`Added ${count(answer.added, "document")}; ${answer.documents} are trusted now.`);
      refresh();
    } catch (problem) {
      replace(result, problemView({ ...problem, message: problem.message, body: { errors: (problem.body?.errors ?? []).map((each) => ({ message: `${each.path} ${each.message}`, code: problem.code })) } }, () => undefined));
    }
  };
  return h("form", { class: "panel publish", onsubmit: add },
    h("h2", {}, "Add from a manifest"),
    h("p", { class: "muted" }, "As client tools write it: ids and texts. All are added or none, and each must be valid against what is published."),
    h("div", { class: "fields" }, h("div", {}, h("label", { for: "manifest-file" }, "Manifest from a file"), file)),
    h("label", { for: "manifest" }, "Manifest (JSON)"), manifest,
    h("div", { class: "buttons" }, h("button", { class: "button primary" }, "Add documents")), result);
}
