// What a graph asks of the schemas that are published to it, and what it finds in those that it has.

import * as api from "./api.js";
import { h, chip, count, replace, toast } from "./dom.js";
import { excerpt } from "./code.js";
import { problemView } from "./publish.js";

const TEXTS = {
  TYPE_NAMES_PASCAL_CASE: "Types are named LikeThis",
  FIELD_NAMES_CAMEL_CASE: "Fields and arguments are named likeThis",
  ENUM_VALUES_UPPER_CASE: "Values of enums are named LIKE_THIS",
  TYPES_HAVE_DESCRIPTIONS: "Types have descriptions",
  FIELDS_HAVE_DESCRIPTIONS: "Fields have descriptions",
  DEPRECATIONS_HAVE_REASONS: "@deprecated says what to use in its place",
};
const LEVELS = [["off", "off"], ["warn", "warn"], ["error", "refuse"]];
const SHOWN = 100;
/** Subgraphs whose schemas are fetched to show what is found in them. */
const EXCERPTED = 20;

export async function rulesPage({ graph, latest, mayAdminister, refresh }) {
  const [rules, { findings, total }] = await Promise.all([api.lintRules(graph), api.lintFindings(graph)]);
  const named = [...new Set(findings.slice(0, SHOWN).map((each) => each.locations?.[0]?.subgraph).filter(Boolean))].slice(0, EXCERPTED);
  const subgraphs = (await Promise.all(latest ? named.map((name) => api.subgraph(graph, name)) : [])).filter(Boolean);
  const note = h("div", { "aria-live": "polite" });
  const chosen = new Map(Object.keys(rules).map((rule) => [rule, h("select", { id: rule, disabled: !mayAdminister },
    LEVELS.map(([level, text]) => h("option", { value: level, selected: rules[rule] === level }, text)))]));
  const save = async (event) => {
    event.preventDefault();
    try {
      await api.setLintRules(graph, Object.fromEntries([...chosen].map(([rule, select]) => [rule, select.value])));
      toast("The rules hold from now on.");
      refresh();
    } catch (problem) {
      replace(note, problemView(problem, () => undefined));
    }
  };
  return [
    h("h1", {}, "Rules for schemas"),
    h("p", { class: "lead" }, "They are held against what is published: a warning is told, and what a rule refuses is not published."),
    h("form", { class: "panel", onsubmit: save },
      h("table", { class: "rules" }, h("thead", {}, h("tr", {}, ["Rule", "Code", "Level"].map((each) => h("th", { scope: "col" }, each)))),
        h("tbody", {}, [...chosen].map(([rule, select]) => h("tr", {},
          h("th", { scope: "row" }, h("label", { for: rule }, TEXTS[rule] ?? rule)), h("td", {}, h("code", { class: "kind" }, "LINT_" + rule)), h("td", {}, select))))),
      note, mayAdminister ? h("div", { class: "buttons" }, h("button", { class: "button primary" }, "Save rules"))
        : h("p", { class: "muted" }, "Changing them takes a token with the role admin.")),
    h("h2", {}, "In the schemas now"),
    findings.length ? [h("p", { class: "muted" }, count(total, "finding"), " in what is published; a service hears of its own when it publishes next."),
      h("ol", { class: "errors panel" }, findings.slice(0, SHOWN).map((each) => finding(each, subgraphs))),
      total > SHOWN ? h("p", { class: "muted" }, `and ${(total - SHOWN).toLocaleString("en")} more`) : null]
      : h("div", { class: "panel empty" }, "Nothing that these rules would say anything of."),
  ];
}

function finding(each, subgraphs) {
  return h("li", {},
    h("p", {}, h("span", { class: "badge " + (each.level === "ERROR" ? "breaking" : "dangerous") }, each.level === "ERROR" ? "refused" : "warning"), " ", each.message, " ", h("code", { class: "kind" }, each.code)),
    (each.locations ?? []).slice(0, 1).map((at) => {
      const sdl = subgraphs.find((one) => one.name === at.subgraph)?.sdl;
      return h("div", { class: "place" }, h("p", {}, chip(at.subgraph), ` line ${at.line}, column ${at.column}`), sdl === undefined ? null : excerpt(sdl, at.line, at.column));
    }));
}
