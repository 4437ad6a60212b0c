// How an operation would be answered, and what it would cost.

import * as api from "./api.js";
import { h, chip, count, hue, replace, scrolling } from "./dom.js";
import { editor, excerpt, highlighted } from "./code.js";

// Kept while one looks at other pages.
const typed = new Map();
const asked = new Map();

/** What the page asks when it is shown next. */
export function ask(graph, query) {
  typed.set(graph, { query, variables: "{}" });
  asked.set(graph, query);
}

/** An operation that another page asked to be tried; once. */
export function takeAsked(graph) {
  const query = asked.get(graph);
  asked.delete(graph);
  return query;
}

export async function planPage({ graph, latest }) {
  if (!latest) return [h("h1", {}, "Plan"), h("p", { class: "muted" }, "Nothing was published yet.")];
  const before = typed.get(graph) ?? { query: "# An operation\nquery {\n  __typename\n}\n", variables: "{}" };
  const result = h("div", { class: "result", "aria-live": "polite" });
  const keep = () => typed.set(graph, { query: query.text, variables: variables.text });
  const query = editor({ label: "Operation", text: before.query, rows: 16, onrun: () => run(), oninput: keep });
  const variables = editor({ label: "Variables (JSON)", text: before.variables, rows: 4, onrun: () => run(), oninput: keep });
  const button = h("button", { type: "button", class: "button primary", onclick: () => run() }, "Show plan");
  async function run() {
    keep();
    let values;
    try {
      values = JSON.parse(variables.text.trim() || "{}");
    } catch (error) {
      return replace(result, h("div", { class: "panel problem", role: "alert" }, "The variables are not JSON: " + error.message));
    }
    button.disabled = true;
    try {
      const answer = await api.plan(graph, { query: query.text, variables: values });
      replace(result, answerView(answer));
    } catch (problem) {
      replace(result, refusalView(problem, query.text));
    } finally {
      button.disabled = false;
    }
  }
  return [
    h("h1", {}, "Plan"),
    h("p", { class: "lead" }, "Nothing is sent to any service: this is what the gateway would do."),
    h("div", { class: "planner" },
      h("div", { class: "ask panel" }, query.element, h("h2", { class: "small" }, "Variables"), variables.element,
        h("div", { class: "buttons" }, h("span", { class: "keys" }, h("kbd", {}, "Ctrl"), h("kbd", {}, "Enter")), button)),
      result),
  ];
}

export function answerView(answer) {
  return [planView(answer), answer.cost ? costView(answer.cost) : null,
    answer.problems?.map((problem) => h("p", { class: "panel problem" }, problem))];
}

export function refusalView(problem, query) {
  return h("div", { class: "panel problem", role: "alert" },
    h("p", {}, h("b", {}, problem.message), " ", h("code", { class: "kind" }, problem.code)),
    h("ol", { class: "errors" }, (problem.body?.errors ?? []).map((error) => h("li", {},
      h("p", {}, error.message, " ", h("code", { class: "kind" }, error.code)),
      (error.locations ?? []).map((at) => excerpt(query, at.line, at.column))))));
}

function planView({ plan, services: serviceOf }) {
  // A REST service is several subgraphs to the planner.
  const steps = new Map(plan.steps.map((step) => [step.id, { ...step, service: serviceOf[step.service] ?? step.service }]));
  const services = new Set([...steps.values()].map((step) => step.service));
  return h("section", { class: "panel", "aria-label": "Plan" },
    h("h2", {}, "Plan"),
    h("p", { class: "muted" }, `${count(plan.steps.length, "call")} to ${count(services.size, "service")}`),
    plan.tree ? scrolling("The calls in their order", { class: "plan" }, node(plan.tree, steps)) : h("p", {}, "No service is asked."));
}

function node(tree, steps) {
  if (tree.sequence) return h("div", { class: "sequence" }, tree.sequence.map((each) => node(each, steps)));
  if (tree.parallel) return h("div", { class: "parallel" }, tree.parallel.map((each) => node(each, steps)));
  return call(steps.get(tree.fetch));
}

function call(step) {
  const entities = step.entities ?? [];
  const types = [...new Set(entities.flatMap((group) => (group.representations ?? []).map((each) => each.typename).filter(Boolean)))];
  // Counted from 1, as in the explanation of the cost.
  return h("section", { class: "call " + hue(step.service), "aria-label": `Call ${step.id + 1} to ${step.service}` },
    h("h3", {}, chip(step.service), h("span", { class: "muted" }, "#" + (step.id + 1))),
    entities.length ? h("p", {}, h("span", { class: "badge neutral" }, "batch"), " ", types.length ? types.join(", ") : "entities") : h("p", { class: "muted" }, step.kind),
    step.condition ? h("p", {}, h("span", { class: "badge neutral" }, "if"), " ", h("code", {}, step.condition)) : null,
    step.dependsOn?.length ? h("p", { class: "muted" }, "after ", step.dependsOn.map((id) => "#" + (id + 1)).join(", ")) : null,
    h("details", {}, h("summary", {}, "What it asks"), scrolling("Document of call " + (step.id + 1), { class: "code" }, h("pre", { class: "text" }, highlighted(pretty(step.document))))));
}

/** A document on one line, as people write it. */
function pretty(document) {
  let out = "";
  let depth = 0;
  let inside = 0;
  for (const [token] of document.matchAll(/"(?:\\.|[^"\\])*"|\.\.\.|[A-Za-z_$@][\w$@]*:?|\s+|[^]/g)) {
    if (token === "(") inside++;
    if (token === ")") inside--;
    if (inside || token === ")") {
      out += token === ":" ? ": " : token === "," ? ", " : /:$/.test(token) ? token + " " : token;
    } else if (token === "{") {
      out = out.trimEnd() + (out.trim() ? " " : "") + "{\n" + "  ".repeat(++depth);
    } else if (token === "}") {
      out = out.trimEnd() + "\n" + "  ".repeat(--depth) + "}\n" + "  ".repeat(depth);
    } else if (/^\s|^,$/.test(token)) {
      out = /[\n ]$/.test(out) ? out : /(?:^|\s)(?:\.\.\.|on|query|mutation|subscription|fragment)$/.test(out) ? out + " " : out + "\n" + "  ".repeat(depth);
    } else if (token === "on" && out.endsWith("...")) {
      out += " on";
    } else if (token === "...") {
      out = /[\n ]$/.test(out) ? out + token : out + "\n" + "  ".repeat(depth) + token;
    } else {
      out = token.startsWith("@") ? out.trimEnd() + " " + token : out + token + (token.endsWith(":") ? " " : "");
    }
  }
  return out.trim();
}

function costView(cost) {
  const most = Math.max(1, cost.explanation.units);
  const line = (part, depth) => {
    const bar = h("meter", { min: "0", max: String(most), value: String(part.units), "aria-label": part.label });
    const text = [h("span", { class: "label" }, part.label, part.times === 1 ? null : h("span", { class: "muted" }, ` × ${part.times.toLocaleString("en")}`)), bar,
      h("span", { class: "units" }, part.units.toLocaleString("en"))];
    return part.parts.length ? h("details", { open: depth < 3 }, h("summary", {}, text), part.parts.map((each) => line(each, depth + 1)))
      : h("div", { class: "leaf" }, text);
  };
  return h("section", { class: "panel", "aria-label": "Cost" },
    h("h2", {}, "Estimated cost"),
    h("p", {}, h("b", { class: "total" }, cost.estimated.toLocaleString("en")), " units ",
      Object.entries(cost.services).map(([service, units]) => [chip(service, h("span", { class: "word" }, units.toLocaleString("en"))), " "])),
    cost.problems.map((problem) => h("p", { class: "problem" }, problem)),
    h("div", { class: "cost" }, line(cost.explanation, 0)));
}
