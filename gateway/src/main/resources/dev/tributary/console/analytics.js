// Requests over time, how they went, and who made them.

import * as api from "./api.js";
import { h } from "./dom.js";
import { chart, ranking } from "./charts.js";
import { client, namedOperation } from "./usage.js";

/** What is kept by day only is shown of as many days as the range touches. */
const RANGES = [["hour", "Hour", 1], ["day", "Day", 1], ["week", "Week", 7], ["month", "30 days", 30]];
const TOP = 8;

const share = (part, all) => (all ? (100 * part) / all : null);

export async function analyticsPage({ graph, link, parts: [chosen] }) {
  const [range, , days] = RANGES.find(([each]) => each === chosen) ?? RANGES[1];
  const [traffic, operations, clients, coordinates] = await Promise.all([
    api.traffic(graph, range), api.operations(graph, 0, TOP, days), api.clients(graph, days), api.fieldsUsedMost(graph, days, TOP)]);
  const { together, points, stepSeconds } = traffic;
  const seen = (of) => (point) => (point.requests ? of(point) : null);
  const choice = h("div", { class: "choice", role: "group", "aria-label": "Range" }, RANGES.map(([each, name]) =>
    h("a", { class: "button", href: link(graph, "analytics", each), "aria-current": each === range ? "true" : null }, name)));
  const perMinute = stepSeconds / 60;
  return [
    h("div", { class: "title" }, h("h1", {}, "Analytics"), choice),
    h("dl", { class: "facts" }, [
      ["Requests", together.requests.toLocaleString("en")],
      ["With errors", percent(share(together.errors, together.requests))],
      ["Refused", together.refused.toLocaleString("en")],
      ["Failed to sign in", together.unauthenticated.toLocaleString("en")],
      ["p95", together.requests ? milliseconds(together.percentiles.p95) : "–"],
      ["Fullest quota", together.quota.percent ? `${together.quota.percent} % ${together.quota.client}` : "–"],
    ].map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    together.requests ? [
      h("div", { class: "charts" },
        chart({ title: "Requests per minute", points, stepSeconds, series: [
          { name: "fine", tone: "good", kind: "bars", of: (point) => (point.requests - point.errors) / perMinute },
          { name: "with errors", tone: "bad", kind: "bars", of: (point) => point.errors / perMinute }] }),
        chart({ title: "Time to answer", points, stepSeconds, unit: " ms", series: [
          { name: "p50", tone: "first", kind: "line", of: seen((point) => point.percentiles.p50) },
          { name: "p95", tone: "second", kind: "line", of: seen((point) => point.percentiles.p95) },
          { name: "p99", tone: "third", kind: "line", of: seen((point) => point.percentiles.p99) }] }),
        chart({ title: "Requests with errors", points, stepSeconds, unit: "%", series: [
          { name: "of all", tone: "bad", kind: "line", of: seen((point) => share(point.errors, point.requests)) }] }),
        chart({ title: "Turned away", points, stepSeconds, series: [
          { name: "credentials", tone: "bad", kind: "bars", of: (point) => point.unauthenticated },
          { name: "other reasons", tone: "second", kind: "bars", of: (point) => Math.max(0, point.refused - point.unauthenticated) }] }))]
      : h("div", { class: "panel empty" }, h("p", {}, "No gateway reported a request in this time."),
        h("p", { class: "muted" }, "Gateways report what they answer as often as supergraph.usage.every says.")),
    h("p", { class: "muted" }, "Operations, clients and fields are counted by day: ", days === 1 ? "those of today, by UTC." : `those of the last ${days} days.`),
    h("div", { class: "rankings" },
      ranking("Errors by code", together.codes.slice(0, TOP).map((each) => ({ name: h("code", {}, each.code), value: each.requests })), "Requests"),
      ranking("Operations", operations.map((each) => ({ name: h("a", { href: link(graph, "operation", each.hash) }, namedOperation(each)), value: each.executions })), "Executions"),
      ranking("Clients", clients.slice(0, TOP).map((each) => ({ name: h("span", {}, client(each)), value: each.executions })), "Executions"),
      ranking("Fields", coordinates.map((each) => ({ name: h("a", { href: link(graph, "schema", ...each.coordinate.split(".")) }, each.coordinate), value: each.executions })), "Executions")),
  ];
}

const percent = (value) => (value === null ? "–" : value.toLocaleString("en", { maximumFractionDigits: value < 1 ? 2 : 1 }) + " %");
const milliseconds = (value) => (value >= 1000 ? value / 1000 + " s" : value + " ms");
