// Check and publish; and how changes, hints and problems are shown wherever they turn up.

import * as api from "./api.js";
import { h, chip, confirmation, count, replace, toast } from "./dom.js";
import { replayView, useOf } from "./usage.js";
import { excerpt } from "./code.js";
import { sourceEditor } from "./source.js";

export const changeWord = (change) => ({ ADDED: "added", REPLACED: "replaced", REMOVED: "retired", RETIRED: "retired" })[change.kind] ?? change.kind.toLowerCase();

const SEVERITIES = [["BREAKING", "Breaks clients"], ["DANGEROUS", "May surprise clients"], ["SAFE", "Safe"]];
const SHOWN = 200;
const MOST_NAMED = 5;
const KINDS = ["GraphQL", "OpenAPI"];

export function changesView(changes) {
  if (changes.length === 0) return h("p", { class: "muted" }, "Nothing: the schema that clients see is the same.");
  return h("div", { class: "changes" }, SEVERITIES.map(([severity, title]) => {
    const those = changes.filter((change) => change.severity === severity);
    if (those.length === 0) return null;
    return h("section", { class: severity.toLowerCase(), "aria-label": title },
      h("h3", {}, h("span", { class: "badge " + severity.toLowerCase() }, String(those.length)), title),
      h("ul", {}, those.slice(0, SHOWN).map((change) => h("li", {}, change.message, " ", h("code", { class: "kind" }, change.kind), useOf(change))),
        those.length > SHOWN ? h("li", { class: "muted" }, `and ${those.length - SHOWN} more`) : null));
  }));
}

export function hintsView(hints) {
  return h("ul", { class: "hints panel" }, hints.map((hint) => h("li", {},
    h("span", { class: "badge " + (hint.level === "WARN" || hint.level === "WARNING" ? "dangerous" : "neutral") }, hint.level.toLowerCase()),
    " ", hint.message, " ", h("code", { class: "kind" }, hint.code))));
}

/** @param sdlOf gives a subgraph's schema by its name, undefined when it is not at hand */
export function problemView(problem, sdlOf) {
  const errors = problem.body?.errors ?? [];
  return h("div", { class: "panel problem", role: "alert" },
    h("p", {}, h("b", {}, problem.message), " ", h("code", { class: "kind" }, problem.code)),
    errors.length ? h("ol", { class: "errors" }, errors.map((error) => h("li", {},
      h("p", {}, error.message, " ", h("code", { class: "kind" }, error.code)),
      (error.locations ?? []).map((at) => {
        const sdl = sdlOf(at.subgraph);
        return h("div", { class: "place" }, at.subgraph ? h("p", {}, chip(at.subgraph), ` line ${at.line}, column ${at.column}`) : null,
          sdl === undefined ? null : excerpt(sdl, at.line, at.column));
      })))) : null);
}

export async function publishPage({ graph, parts: [chosen], latest, link, mayPublish }) {
  if (!mayPublish) return [h("h1", {}, "Check and publish"), h("p", {}, "This takes a token with the role publish.")];
  const [subgraphs, known] = latest ? await Promise.all([api.subgraphHeads(graph), chosen ? api.subgraph(graph, chosen) : undefined]) : [[], undefined];
  const result = h("div", { class: "result", "aria-live": "polite" });
  const name = h("input", { id: "name", type: "text", required: true, value: chosen ?? "", list: "names", autocomplete: "off", spellcheck: "false" });
  const url = h("input", { id: "url", type: "text", inputmode: "url", value: known?.url ?? "", placeholder: "http://host:port/graphql", autocomplete: "off", spellcheck: "false" });
  const message = h("input", { id: "message", type: "text", autocomplete: "off", maxlength: "500" });
  const onrun = () => run(tryIt);
  const sdl = await sourceEditor({ label: "Schema (SDL)", text: known?.openapi ? "" : known?.sdl ?? "", rows: 20, language: "graphql-schema", onrun });
  const openapi = await sourceEditor({ label: "OpenAPI document", text: known?.openapi ?? "", rows: 16, language: "yaml", onrun });
  const mapping = await sourceEditor({ label: "Mapping (YAML)", text: known?.mapping ?? "", rows: 6, language: "yaml", onrun });
  let overlays = known?.overlays ?? [];
  const kind = h("select", { id: "kind", onchange: () => showKind() }, KINDS.map((each) => h("option", { value: each }, each)));
  kind.value = known?.openapi ? "OpenAPI" : "GraphQL";
  const isRest = () => kind.value === "OpenAPI";
  const fileLabel = h("label", { for: "file" });
  const rest = h("div", {}, openapi.element, h("p", { class: "muted" }, "Mapping: what is to be otherwise than the document says, in YAML. May be empty."), mapping.element);
  const showKind = () => {
    sdl.element.hidden = isRest();
    rest.hidden = !isRest();
    // What was drawn while it was hidden has no height.
    [sdl, openapi, mapping].forEach((each) => each.refresh());
    fileLabel.textContent = isRest() ? "Document from a file" : "Schema from a file";
    file.accept = isRest() ? ".yaml,.yml,.json" : ".graphql,.graphqls,.gql,.txt";
  };
  const text = () => (isRest() ? openapi : sdl);
  const file = h("input", {
    id: "file", type: "file",
    onchange: async () => {
      if (!file.files[0]) return;
      text().text = await file.files[0].text();
      if (!name.value) name.value = file.files[0].name.replace(/\.[^.]*$/, "");
    },
  });
  name.addEventListener("change", async () => {
    const empty = () => !sdl.text.trim() && !openapi.text.trim();
    if (!empty() || !subgraphs.some((each) => each.name === name.value)) return;
    const other = await api.subgraph(graph, name.value).catch(() => undefined);
    if (other && empty()) {
      kind.value = other.openapi ? "OpenAPI" : "GraphQL";
      if (!other.openapi) sdl.text = other.sdl;
      openapi.text = other.openapi ?? "";
      mapping.text = other.mapping ?? "";
      overlays = other.overlays ?? [];
      url.value = other.url;
      showKind();
    }
  });
  const change = () => {
    const one = { name: name.value.trim() };
    if (isRest()) {
      one.openapi = openapi.text;
      if (mapping.text.trim()) one.mapping = mapping.text;
      if (overlays.length) one.overlays = overlays;
    } else {
      one.sdl = sdl.text;
    }
    if (url.value.trim()) one.url = url.value.trim();
    return { subgraphs: [one], message: message.value };
  };
  /** The schemas of other subgraphs are fetched when something is said of them. */
  const sdlsOf = async (problem) => {
    const named = new Set((problem.body?.errors ?? []).flatMap((error) => (error.locations ?? []).map((at) => at.subgraph)));
    if (!isRest()) named.delete(name.value.trim());
    const others = latest && named.size ? await api.subgraphs(graph).catch(() => []) : [];
    return (which) => (which === name.value.trim() && !isRest() ? sdl.text : others.find((each) => each.name === which)?.sdl);
  };
  /** What is wrong with the schema that is written here, at its lines; with others, below. */
  const mark = (problem) => sdl.mark(isRest() ? [] : (problem?.body?.errors ?? []).flatMap((error) =>
    (error.locations ?? []).filter((at) => at.subgraph === name.value.trim()).map((at) => ({ ...at, message: error.message }))));
  const buttons = [];
  const run = async (work) => {
    if (!form.reportValidity()) return;
    mark();
    buttons.forEach((button) => { button.disabled = true; });
    replace(result, h("p", { class: "muted", role: "status" }, "Composing …"));
    try {
      await work();
    } catch (problem) {
      replace(result, problemView(problem, await sdlsOf(problem)));
      mark(problem);
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
      // The editor is high, and what came of it would be out of sight.
      result.scrollIntoView({ block: "nearest" });
    }
  };
  const tryIt = async () => {
    const answer = await api.check(graph, change());
    replace(result, answer.result === "UNCHANGED" ? h("div", { class: "panel" }, "Nothing changes: this is what is published already.") : checked(answer));
    return answer;
  };
  const publish = async () => {
    const answer = await tryIt();
    if (answer.result === "UNCHANGED") return;
    const breaking = answer.schemaChanges.filter((each) => each.severity === "BREAKING");
    if (breaking.length && !await confirmation("Publish what breaks clients?",
      [h("p", {}, `${count(breaking.length, "change")} can make operations invalid that are valid now.`), changesView(breaking)], "Publish anyway", "danger")) return;
    const done = await api.publish(graph, { ...change(), base: answer.base });
    toast(`Published: version ${done.version.version}`);
    location.hash = link(graph, "version", done.version.version);
  };
  buttons.push(
    h("button", { type: "button", class: "button", onclick: () => run(tryIt) }, "Check"),
    h("button", { type: "submit", class: "button primary" }, "Publish"));
  const form = h("form", { class: "publish panel", onsubmit: (event) => { event.preventDefault(); run(publish); } },
    h("div", { class: "fields" },
      h("div", {}, h("label", { for: "name" }, "Subgraph"), name, h("datalist", { id: "names" }, subgraphs.map((each) => h("option", { value: each.name })))),
      h("div", {}, h("label", { for: "url" }, "Routing URL"), url),
      h("div", {}, h("label", { for: "kind" }, "Kind"), kind),
      h("div", {}, fileLabel, file),
      h("div", {}, h("label", { for: "message" }, "Message"), message)),
    sdl.element, rest,
    h("div", { class: "buttons" }, h("span", { class: "keys" }, h("kbd", {}, "Ctrl"), h("kbd", {}, "Enter"), " checks"), buttons));
  showKind();
  return [h("h1", {}, "Check and publish"),
    h("p", { class: "lead" }, "A check composes the schema with those of the other subgraphs and stores nothing."),
    form, result];
}

function checked(answer) {
  const passes = isPassed(answer);
  return h("div", { class: "panel" },
    h("p", {}, h("span", { class: passes ? "badge safe" : "badge breaking" }, passes ? "composes" : "refused"), answer.base ? ` with version ${answer.base}: ` : " ",
      answer.changes.map((each) => [chip(each.subgraph, h("span", { class: "word" }, changeWord(each))), " "])),
    passes ? null : h("p", {}, "It composes, and would break what is asked by ", whoAsks(answer), "."),
    h("h2", {}, "What clients would see"), changesView(answer.schemaChanges), replayView(answer),
    answer.hints.length ? [h("h2", {}, "Hints"), hintsView(answer.hints)] : null);
}

/** As `tributary check` ends: what nobody uses fails no check. */
const failing = (answer) => answer.schemaChanges.filter((each) => each.severity === "BREAKING" && each.usage?.executions !== 0);
const isPassed = (answer) => failing(answer).length === 0 && !answer.replay?.broken.length;

function whoAsks(answer) {
  const operations = failing(answer).flatMap((each) => each.usage?.operations ?? []);
  const clients = [...new Set(operations.flatMap((each) => each.clients.map((one) => one.client || "unknown clients")))];
  const shown = clients.slice(0, MOST_NAMED).map((each) => h("b", {}, each));
  if (clients.length > MOST_NAMED) shown.push(count(clients.length - MOST_NAMED, "other"));
  if (clients.length === 0) return "clients";
  return shown.map((each, i) => [i === 0 ? "" : i === shown.length - 1 ? " and " : ", ", each]);
}
