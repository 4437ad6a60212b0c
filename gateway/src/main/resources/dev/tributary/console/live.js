// What is being asked now, of the gateway around this registry.

import * as api from "./api.js";
import { h, replace } from "./dom.js";

const EVERY_MILLIS = 2000;

const RESULTS = { OK: ["safe", "ok"], ERRORS: ["dangerous", "errors"], REFUSED: ["breaking", "refused"], GONE: ["neutral", "client gone"] };

export async function livePage({ graph }) {
  const settings = await api.settings();
  if (settings.graph !== graph) {
    return [h("h1", {}, "Live"), h("div", { class: "panel empty" }, h("p", {}, settings.graph ? `The gateway here serves ${settings.graph}.` : "There is no gateway in this process."),
      h("p", { class: "muted" }, "Only what it answers itself can be watched. Other gateways report to the pages Analytics and Operations."))];
  }
  const body = h("tbody", {});
  const status = h("p", { class: "muted" });
  const filter = h("input", { type: "search", class: "filter", placeholder: "Filter by operation, client or code", "aria-label": "Filter requests", oninput: () => show() });
  const pause = h("button", { type: "button", class: "button", "aria-pressed": "false", onclick: () => turn() }, "Pause");
  let requests = [];
  let paused = false;
  const show = () => {
    const wanted = filter.value.trim().toLowerCase();
    const shown = requests.filter((each) => `${each.operation} ${each.client} ${each.codes.join(" ")} ${each.status}`.toLowerCase().includes(wanted));
    replace(body, shown.map(row));
    replace(status, requests.length ? `${shown.length} of the last ${requests.length} requests, the newest first.` : "Nothing was asked yet.");
  };
  const turn = () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
  };
  const load = async () => {
    requests = await api.recentRequests(graph);
    show();
  };
  await load();
  const timer = setInterval(() => {
    if (!body.isConnected) clearInterval(timer);
    else if (!paused && !document.hidden) load().catch((problem) => replace(status, problem.message));
  }, EVERY_MILLIS);
  return [
    h("div", { class: "title" }, h("h1", {}, "Live"), pause), status, filter,
    h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["At", "Operation", "Client", "Result", "Codes"].map((each) => h("th", { scope: "col" }, each)),
        ["Status", "Took", "Cost"].map((each) => h("th", { scope: "col", class: "figure" }, each)))), body)),
  ];
}

function row(each) {
  const [tone, word] = RESULTS[each.result] ?? ["neutral", each.result];
  return h("tr", {},
    h("td", {}, h("time", { datetime: each.at }, new Date(each.at).toLocaleTimeString("en", { hourCycle: "h23" }))),
    h("th", { scope: "row" }, each.operation || h("span", { class: "muted" }, "unnamed"), " ", h("span", { class: "kind" }, each.kind)),
    h("td", {}, each.client || h("span", { class: "muted" }, "unknown")),
    h("td", {}, h("span", { class: "badge " + tone }, word)),
    h("td", {}, each.codes.map((code) => h("code", { class: "kind" }, code + " "))),
    h("td", { class: "figure" }, each.status || "–"),
    h("td", { class: "figure" }, (each.micros / 1000).toLocaleString("en", { maximumFractionDigits: 1 }) + " ms"),
    h("td", { class: "figure" }, each.cost.toLocaleString("en")));
}
