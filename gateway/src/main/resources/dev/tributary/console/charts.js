// Charts of figures over time, drawn as SVG, each with the table that it was drawn from.

import { h, svg, scrolling } from "./dom.js";

const WIDTH = 540, HEIGHT = 190, LEFT = 52, RIGHT = 8, TOP = 10, BOTTOM = 24;
const LINES = 4;

/** The smallest of 1, 2, 2.5, 5, 10, 20 … that is no less. */
function rounded(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= value - 1e-9);
}

function compact(value) {
  return value.toLocaleString("en", { notation: value >= 10_000 ? "compact" : "standard", maximumFractionDigits: value < 10 ? 2 : 1 });
}

function time(instant, stepSeconds) {
  const date = new Date(instant);
  return stepSeconds >= 7200 ? date.toLocaleString("en", { day: "numeric", month: "short", hour: stepSeconds < 43200 ? "2-digit" : undefined, hourCycle: "h23" })
    : date.toLocaleString("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/**
 * @param points with a member "since" each
 * @param series [{name, tone, of: (point) => number or null, kind: "bars" or "line"}], drawn in this order; bars stand on each other
 * @param unit follows figures
 */
export function chart({ title, points, stepSeconds, series, unit = "", most }) {
  const stacked = series.filter((each) => each.kind === "bars");
  const tops = points.map((point) => Math.max(stacked.reduce((sum, each) => sum + (each.of(point) ?? 0), 0), ...series.filter((each) => each.kind === "line").map((each) => each.of(point) ?? 0)));
  const top = most ?? rounded(Math.max(...tops, unit === "%" ? 1 : LINES));
  const step = (WIDTH - LEFT - RIGHT) / points.length;
  const x = (i) => LEFT + i * step;
  const y = (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - Math.min(value, top) / top);
  const lines = Array.from({ length: LINES + 1 }, (_, i) => (top * i) / LINES);
  const labelled = Math.max(1, Math.ceil(points.length / 6));
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img", "aria-label": `${title}: ${summary(points, series, unit)}` },
    lines.map((value) => [svg("line", { class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
      svg("text", { class: "axis", x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, figure(value, unit))]),
    points.map((point, i) => (i % labelled === 0 ? svg("text", { class: "axis", x: x(i) + step / 2, y: HEIGHT - 6, "text-anchor": "middle" }, time(point.since, stepSeconds)) : null)),
    points.map((point, i) => {
      let under = 0;
      return stacked.map((each) => {
        const value = each.of(point) ?? 0;
        const bar = value > 0 ? svg("rect", { class: "bar " + each.tone, x: x(i) + step * 0.12, width: Math.max(1, step * 0.76), y: y(under + value), height: Math.max(1, y(under) - y(under + value)) }) : null;
        under += value;
        return bar;
      });
    }),
    series.filter((each) => each.kind === "line").map((each) => svg("path", { class: "line " + each.tone, d: path(points, each, x, y, step) })),
    points.map((point, i) => svg("rect", { class: "hit", x: x(i), width: step, y: TOP, height: HEIGHT - TOP - BOTTOM },
      svg("title", {}, [new Date(point.since).toLocaleString("en"), ...series.map((each) => `${each.name}: ${figure(each.of(point), unit)}`)].join("\n")))));
  return h("figure", { class: "panel figure-of" },
    h("figcaption", {}, h("h2", {}, title), h("ul", { class: "legend" }, series.map((each) => h("li", {}, h("span", { class: `swatch ${each.tone} as-${each.kind}` }), each.name)))),
    drawing,
    h("details", {}, h("summary", {}, "As a table"), scrolling(title + " as a table", { class: "figures" }, h("table", {},
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Since"), series.map((each) => h("th", { scope: "col", class: "figure" }, each.name)))),
      h("tbody", {}, points.map((point) => h("tr", {}, h("th", { scope: "row" }, time(point.since, stepSeconds)),
        series.map((each) => h("td", { class: "figure" }, figure(each.of(point), unit))))))))));
}

function figure(value, unit) {
  if (value === null || value === undefined) return "–";
  return unit === " ms" && value >= 1000 ? compact(value / 1000) + " s" : compact(value) + unit;
}

/** Where there is no figure, the line has a gap; a figure between two gaps is a dot. */
function path(points, { of }, x, y, step) {
  let out = "";
  let drawing = false;
  points.forEach((point, i) => {
    const value = of(point);
    if (value === null) {
      drawing = false;
    } else {
      out += `${drawing ? "L" : "M"}${(x(i) + step / 2).toFixed(1)} ${y(value).toFixed(1)}${drawing ? "" : points[i + 1] && of(points[i + 1]) !== null ? "" : "m-2.5 0h5"}`;
      drawing = true;
    }
  });
  return out;
}

function summary(points, series, unit) {
  return series.map((each) => {
    const values = points.map(each.of).filter((value) => value !== null);
    return `${each.name}: ${values.length ? `${figure(Math.min(...values), unit)} to ${figure(Math.max(...values), unit)}` : "nothing"}`;
  }).join("; ");
}

/** Figures of one kind as bars beside their names; a table that needs no other. */
export function ranking(caption, rows, unit) {
  const most = Math.max(1, ...rows.map((row) => row.value));
  return h("section", { class: "panel ranking", "aria-label": caption }, h("h2", {}, caption),
    rows.length ? h("table", {}, h("thead", { class: "unseen" }, h("tr", {}, ["Name", unit].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, row.name, h("meter", { min: "0", max: String(most), value: String(row.value), "aria-hidden": "true" })),
        h("td", { class: "figure" }, row.value.toLocaleString("en")))))) : h("p", { class: "muted" }, "Nothing in this time."));
}
