// Who changed what, of one graph or of all.

import * as api from "./api.js";
import { h, when } from "./dom.js";

const PAGE = 100;

const sentence = (action) => action.charAt(0) + action.slice(1).toLowerCase().replaceAll("_", " ");

export async function auditPage({ graph, link }) {
  const body = h("tbody", {});
  const more = h("button", { type: "button", class: "button" }, "Older changes");
  const filter = h("input", { type: "search", class: "filter", placeholder: "Filter by anything", "aria-label": "Filter changes", oninput: () => show() });
  const all = [];
  const show = () => {
    const wanted = filter.value.trim().toLowerCase();
    body.replaceChildren(...all.filter((each) => `${each.actor} ${sentence(each.action)} ${each.graph ?? ""} ${each.detail}`.toLowerCase().includes(wanted)).map(row));
  };
  const row = (each) => h("tr", {},
    h("td", {}, when(each.at)),
    h("td", {}, each.actor || h("span", { class: "muted" }, "the registry")),
    h("th", { scope: "row" }, sentence(each.action)),
    graph ? null : h("td", {}, each.graph ? h("a", { href: link(each.graph, "subgraphs") }, each.graph) : null),
    h("td", { class: "message" }, each.detail));
  const load = async () => {
    const entries = await api.audit(graph, all.at(-1)?.id, PAGE);
    all.push(...entries);
    more.hidden = entries.length < PAGE;
    show();
  };
  more.addEventListener("click", load);
  await load();
  return [
    h("h1", {}, "Audit log"),
    h("p", { class: "lead" }, graph ? `Changes of ${graph}, newest first.` : "Changes of everything in this registry, newest first.", " Each was written with what it changed."),
    filter,
    h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["When", "Who", "What", ...(graph ? [] : ["Graph"]), "About it"].map((each) => h("th", { scope: "col" }, each)))), body)),
    more,
  ];
}
