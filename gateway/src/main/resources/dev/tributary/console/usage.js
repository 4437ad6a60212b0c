// What clients ran: operations, each of them, and the clients themselves.

import * as api from "./api.js";
import { h, count } from "./dom.js";
import { codeView } from "./code.js";
import { ask } from "./plan.js";

const PAGE = 50;

export const namedOperation = (operation) => operation.name || "unnamed";
export const client = (each) => [each.client || "unknown", each.version ? h("span", { class: "muted" }, " " + each.version) : null];

const TOTALS = ["Executions", "Errors", "p50", "p95", "p99", "Mean cost"];

function totals(each) {
  const share = each.executions ? each.errors / each.executions : 0;
  return [
    h("td", { class: "figure" }, each.executions.toLocaleString("en")),
    h("td", { class: "figure" }, each.errors ? h("span", { class: "badge " + (share > 0.01 ? "breaking" : "dangerous") }, (100 * share).toFixed(share < 0.1 ? 2 : 0) + " %") : "0"),
    ...["p50", "p95", "p99"].map((which) => h("td", { class: "figure" }, milliseconds(each.percentiles[which]))),
    h("td", { class: "figure" }, each.meanCost.toLocaleString("en")),
  ];
}

const milliseconds = (value) => (value >= 1000 ? (value / 1000).toLocaleString("en") + " s" : value.toLocaleString("en") + " ms");

function table(first, rows) {
  return h("div", { class: "panel flush" }, h("table", {},
    h("thead", {}, h("tr", {}, first.map((each) => h("th", { scope: "col" }, each)), TOTALS.map((each) => h("th", { scope: "col", class: "figure" }, each)))),
    rows));
}

export async function operationsPage({ graph, link }) {
  const [operations, clients, days] = await Promise.all([api.operations(graph, 0, PAGE), api.clients(graph), api.usageDays(graph)]);
  const body = h("tbody", {});
  const more = h("button", { type: "button", class: "button" }, "More operations");
  const append = (list) => {
    body.append(...list.map((each) => h("tr", {},
      h("th", { scope: "row" }, h("a", { href: link(graph, "operation", each.hash), "data-row": true }, namedOperation(each)), " ", h("span", { class: "kind" }, each.kind)),
      h("td", {}, count(each.clients, "client")), h("td", {}, each.lastSeen), totals(each))));
    more.hidden = list.length < PAGE;
  };
  more.addEventListener("click", async () => append(await api.operations(graph, body.children.length, PAGE)));
  append(operations);
  if (operations.length === 0) {
    return [h("h1", {}, "Operations"), h("div", { class: "panel empty" }, h("p", {}, "No gateway reported any operation in the last 30 days."),
      h("p", { class: "muted" }, "Gateways that serve this graph report every minute or so, unless their supergraph.usage says otherwise."))];
  }
  return [
    h("h1", {}, "Operations"),
    h("p", { class: "lead" }, "What ran in the last 30 days, the most frequent first. Literals and variables are never reported."),
    bars(days),
    table(["Operation", "Clients", "Last seen"], body), more,
    h("h2", {}, "Clients"), clientsTable(clients),
  ];
}

function clientsTable(clients) {
  return table(["Client", "Operations"], h("tbody", {}, clients.map((each) => h("tr", {},
    h("th", { scope: "row" }, client(each)), h("td", {}, String(each.operations)), totals(each)))));
}

/** Executions of each day; the table beside it would say no more than the titles do. */
function bars(days) {
  if (days.length < 2) return null;
  const most = Math.max(1, ...days.map((day) => day.executions));
  return h("div", { class: "panel bars", role: "img", "aria-label": `Executions per day, from ${days[0].day} on: ${days.map((day) => day.executions).join(", ")}` },
    days.map((day) => {
      const bar = h("span", { title: `${day.day}: ${day.executions.toLocaleString("en")}` });
      bar.style.height = Math.max(2, (100 * day.executions) / most) + "%";
      return bar;
    }));
}

export async function operationPage({ graph, parts: [hash], link }) {
  const operation = await api.operation(graph, hash);
  return [
    h("div", { class: "title" }, h("h1", {}, namedOperation(operation)),
      h("a", { class: "button primary", href: link(graph, "plan"), onclick: () => ask(graph, operation.document) }, "Show plan")),
    h("dl", { class: "facts" }, [["Kind", operation.kind], ["Executions", operation.executions.toLocaleString("en")],
      ["Errors", operation.errors.toLocaleString("en")], ["Mean", milliseconds(operation.meanMillis)], ["p95", milliseconds(operation.percentiles.p95)],
      ["Mean cost", operation.meanCost.toLocaleString("en")], ["Last seen", operation.lastSeen]].map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    codeView("Operation", operation.document),
    h("h2", {}, "Clients"), clientsTable(operation.clientUsage.map((each) => ({ ...each, operations: each.operations ?? 1 }))),
    h("h2", {}, "Fields and types"),
    h("p", { class: "chips" }, operation.coordinates.map((each) => h("a", { href: link(graph, "schema", ...each.replace(/\(.*/, "").split(".")) }, h("code", {}, each)))),
  ];
}

// What a check says by it.

export function useOf(change) {
  const use = change.usage;
  if (!use) return null;
  if (use.executions === 0) return h("p", { class: "muted" }, "not used");
  return h("p", { class: "muted" }, `used ${use.executions.toLocaleString("en")} times by `,
    use.operations.slice(0, 5).map((each, i) => [i ? ", " : "", h("b", {}, namedOperation(each)), " (", each.clients.slice(0, 3).map((one, j) => [j ? ", " : "", client(one)]), ")"]),
    use.operations.length > 5 ? ` and ${use.operations.length - 5} more` : null);
}

export function replayView({ usage, replay }) {
  if (!replay || replay.replayed === 0) return null;
  const size = (each) => `${count(each.fetches, "fetch", "fetches")}, ${count(each.stages, "stage")}${each.cost === undefined ? "" : ", cost " + each.cost}`;
  return [h("h2", {}, "Replayed operations"),
    h("p", {}, `${count(replay.replayed, "operation")} of the last ${count(usage.days, "day")} planned again: ${replay.broken.length} would break, `
      + `${replay.changed.filter((each) => each.worse).length} would be planned worse.`),
    h("ul", { class: "plain" },
      replay.broken.slice(0, 20).map((each) => h("li", {}, h("span", { class: "badge breaking" }, "breaks"), h("b", {}, namedOperation(each.operation)), ": ", each.reason)),
      replay.changed.slice(0, 20).map((each) => h("li", {}, h("span", { class: "badge " + (each.worse ? "dangerous" : "safe") }, each.worse ? "worse" : "better"),
        h("b", {}, namedOperation(each.operation)), `: ${size(each.before)} → ${size(each.after)}`)))];
}
