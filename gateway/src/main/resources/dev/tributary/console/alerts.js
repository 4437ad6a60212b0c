// Who is told when something goes wrong with a graph.

import * as api from "./api.js";
import { h, confirmation, replace, toast, when } from "./dom.js";
import { problemView } from "./publish.js";

const METRICS = {
  ERROR_RATE: { name: "Requests with errors", unit: "%", usual: 5 },
  LATENCY_P95: { name: "Time to answer (p95)", unit: "ms", usual: 1000 },
  QUOTA_USE: { name: "Use of a client's quota", unit: "%", usual: 90 },
  FAILED_COMPOSITION: { name: "A publish that does not compose" },
};

export async function alertsPage({ graph, mayAdminister, refresh }) {
  const alerts = await api.alerts(graph);
  const note = h("div", { "aria-live": "polite" });
  const attempt = async (work, done) => {
    try {
      await work();
      toast(done);
      refresh();
    } catch (problem) {
      replace(note, problemView(problem, () => undefined));
    }
  };
  const remove = async (alert) => {
    if (await confirmation(`Remove ${alert.name}?`, h("p", {}, "Nobody is told by it any more."), "Remove", "danger")) {
      await attempt(() => api.removeAlert(graph, alert.id), `${alert.name} is removed.`);
    }
  };
  return [
    h("h1", {}, "Alerts"),
    h("p", { class: "lead" }, "Each tells a webhook when its limit is exceeded, and once more when that is over."),
    note,
    alerts.length ? h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Alert", "When", "State", "Webhook", "Last told", ...(mayAdminister ? ["Actions"] : [])].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, alerts.map((alert) => h("tr", {},
        h("th", { scope: "row" }, alert.name),
        h("td", {}, condition(alert)),
        h("td", {}, stateOf(alert), alert.changedAt ? [" ", when(alert.changedAt)] : null),
        h("td", {}, host(alert.url)),
        h("td", { class: "message" }, alert.told || h("span", { class: "muted" }, "never")),
        mayAdminister ? h("td", {}, h("div", { class: "row" },
          h("button", { type: "button", class: "button small", "aria-label": "Test " + alert.name, onclick: () => attempt(() => api.testAlert(graph, alert.id), "It is told within seconds.") }, "Test"),
          h("button", { type: "button", class: "button danger small", "aria-label": "Remove " + alert.name, onclick: () => remove(alert) }, "Remove"))) : null)))))
      : h("div", { class: "panel empty" }, "Nobody is told of anything yet."),
    mayAdminister ? form(graph, refresh) : null,
  ];
}

/** The rest of a webhook's address is often a secret of its own. */
function host(url) {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

function condition(alert) {
  const { name, unit } = METRICS[alert.metric] ?? { name: alert.metric, unit: "" };
  return unit ? `${name} above ${alert.above.toLocaleString("en")} ${unit} in ${alert.minutes} min` : name;
}

function stateOf(alert) {
  if (alert.metric === "FAILED_COMPOSITION") return h("span", { class: "badge neutral" }, alert.changedAt ? "happened" : "never yet");
  return alert.state === "FIRING" ? h("span", { class: "badge breaking" }, "firing") : h("span", { class: "badge safe" }, "fine");
}

function form(graph, refresh) {
  const field = (id, label, input, ...more) => h("div", {}, h("label", { for: id }, label), input, more);
  const name = h("input", { id: "alert-name", type: "text", required: true, maxlength: "100", autocomplete: "off", placeholder: "Too many errors" });
  const metric = h("select", { id: "alert-metric" }, Object.entries(METRICS).map(([value, { name: text }]) => h("option", { value }, text)));
  const above = h("input", { id: "alert-above", type: "number", min: "0", step: "any", required: true, value: "5" });
  const aboveLabel = h("label", { for: "alert-above" }, "Above, in %");
  const minutes = h("input", { id: "alert-minutes", type: "number", min: "1", max: "60", required: true, value: "5" });
  const measured = [h("div", {}, aboveLabel, above), field("alert-minutes", "In the last minutes", minutes)];
  const url = h("input", { id: "alert-url", type: "url", required: true, autocomplete: "off", placeholder: "https://hooks.example/…" });
  const result = h("div", { "aria-live": "polite" });
  metric.addEventListener("change", () => {
    const { unit, usual } = METRICS[metric.value];
    measured.forEach((each) => { each.hidden = !unit; });
    if (unit) {
      replace(aboveLabel, "Above, in " + unit);
      above.value = usual;
    }
  });
  const add = async (event) => {
    event.preventDefault();
    const wanted = { name: name.value.trim(), metric: metric.value, url: url.value.trim() };
    if (METRICS[metric.value].unit) Object.assign(wanted, { above: Number(above.value), minutes: Number(minutes.value) });
    try {
      const added = await api.addAlert(graph, wanted);
      const secret = h("input", { type: "text", readonly: true, value: added.secret, "aria-label": "The secret of the alert", class: "secret" });
      replace(result, h("div", { class: "panel once" }, h("p", {}, h("b", {}, added.name), " is there. Deliveries are signed with this secret, which is shown once:"),
        h("div", { class: "row" }, secret, h("button", { type: "button", class: "button", onclick: refresh }, "Done"))));
      secret.select();
    } catch (problem) {
      replace(result, problemView(problem, () => undefined));
    }
  };
  return h("form", { class: "panel publish", onsubmit: add },
    h("h2", {}, "New alert"),
    h("div", { class: "fields" }, field("alert-name", "Name", name), field("alert-url", "Webhook", url), field("alert-metric", "When", metric), h("div", { class: "pair" }, measured)),
    h("div", { class: "buttons" }, h("button", { class: "button primary" }, "Add alert")), result);
}
