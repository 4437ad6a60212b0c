// Contracts: variants that show a part of another one, chosen by tags.

import * as api from "./api.js";
import { h, confirmation, count, replace, toast } from "./dom.js";
import { diffView } from "./diff.js";
import { problemView } from "./publish.js";
import { sdlOf } from "./sdl.js";

const words = (tags) => (tags.length ? tags.map((tag) => h("code", { class: "directive" }, tag)) : h("span", { class: "muted" }, "none"));

const versionOf = (graphs, graph) => graphs.find((each) => each.graph === graph)?.version ?? 0;

/** The tags that a schema has anywhere. */
function tagsOf(schema) {
  const tags = new Set();
  const of = (element) => (element.directives ?? []).forEach((text) => {
    const name = /^@tag\(name: "?([^")]*)/.exec(text)?.[1];
    if (name) tags.add(name);
  });
  for (const type of schema.types) {
    of(type);
    for (const member of [...(type.fields ?? []), ...(type.values ?? [])]) {
      of(member);
      member.arguments?.forEach(of);
    }
  }
  return [...tags].sort();
}

export async function contractsPage(context) {
  const { graph, latest } = context;
  if (!latest) return [h("h1", {}, "Contracts"), h("p", { class: "muted" }, "Nothing was published yet.")];
  const own = await api.contract(graph);
  return own ? contractView(context, own) : sourceView(context);
}

/** Of a variant that others show parts of. */
async function sourceView(context) {
  const { graph, graphs, latest, link, mayAdminister, parts: [chosen] } = context;
  const [contracts, schema] = await Promise.all([api.contracts(graph), api.schema(graph, latest)]);
  const detail = contracts.find((each) => each.graph === chosen);
  return [
    h("h1", {}, "Contracts"),
    h("p", { class: "lead" }, "A contract is a variant that shows clients a part of this one. It follows each publish."),
    contracts.length ? h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Variant", "Shows only", "Hides", "Version", ""].map((each) => h("th", { scope: "col" }, each || h("span", { class: "unseen" }, "Hidden"))))),
      h("tbody", {}, contracts.map((each) => h("tr", {},
        h("th", { scope: "row" }, h("a", { href: link(each.graph, "contracts"), "data-row": true }, each.graph)),
        h("td", {}, words(each.include)), h("td", {}, words(each.exclude), each.hideUnreachable ? h("span", { class: "muted" }, " and what is unreachable") : null),
        h("td", {}, String(versionOf(graphs, each.graph) || "none yet")),
        h("td", {}, h("a", { href: link(graph, "contracts", each.graph), "aria-label": "What " + each.graph + " leaves out" }, "What it leaves out")))))))
      : h("div", { class: "panel empty" }, "No other variant shows a part of this one."),
    detail ? await leftOut(context, detail) : null,
    mayAdminister ? form(context, { source: graph, include: [], exclude: [], hideUnreachable: true }, tagsOf(schema)) : null,
  ];
}

async function leftOut({ graphs }, { graph, source }) {
  const made = versionOf(graphs, graph);
  if (!made) return h("p", { class: "muted" }, `${graph} has no version yet.`);
  const [all, part] = await Promise.all([api.schema(source, versionOf(graphs, source)), api.schema(graph, made)]);
  const before = sdlOf(all);
  const after = sdlOf(part);
  return h("div", {}, h("h2", {}, `What ${graph} leaves out of ${source}`),
    before === after ? h("p", { class: "muted" }, "Nothing: clients see the whole schema.") : diffView("Difference", before, after));
}

/** Of a variant that is a contract itself. */
async function contractView(context, contract) {
  const { graph, link, mayAdminister, refresh } = context;
  const note = h("div", {});
  const remove = async () => {
    if (!await confirmation(`Let ${graph} follow no longer?`, h("p", {}, "It keeps what it serves, and is a variant like others from then on."), "Follow no longer", "danger")) return;
    try {
      await api.removeContract(graph);
      toast(`${graph} follows no longer.`);
      refresh();
    } catch (problem) {
      replace(note, problemView(problem, () => undefined));
    }
  };
  return [
    h("div", { class: "title" }, h("h1", {}, "Contract"),
      mayAdminister ? h("button", { type: "button", class: "button danger", onclick: remove }, "Follow no longer") : null),
    note,
    h("dl", { class: "facts" }, [["Part of", h("a", { href: link(contract.source, "contracts") }, contract.source)], ["Shows only", words(contract.include)],
      ["Hides", words(contract.exclude)], ["Unreachable types", contract.hideUnreachable ? "hidden" : "shown"]].map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    await leftOut(context, contract),
    mayAdminister ? form(context, contract, []) : null,
  ];
}

function form({ graph, link, refresh }, contract, tags) {
  const isNew = contract.source === graph;
  const name = h("input", { id: "contract-name", type: "text", required: true, autocomplete: "off", spellcheck: "false", placeholder: graph.replace(/@.*/, "") + "@public" });
  const include = h("input", { id: "contract-include", type: "text", autocomplete: "off", spellcheck: "false", value: contract.include.join(" ") });
  const exclude = h("input", { id: "contract-exclude", type: "text", autocomplete: "off", spellcheck: "false", value: contract.exclude.join(" ") });
  const unreachable = h("input", { type: "checkbox", checked: contract.hideUnreachable });
  const note = h("div", { "aria-live": "polite" });
  const list = (input) => input.value.split(/[\s,]+/).filter(Boolean);
  const save = async (event) => {
    event.preventDefault();
    const wanted = isNew ? name.value.trim() : graph;
    try {
      await api.setContract(wanted, { source: contract.source, include: list(include), exclude: list(exclude), hideUnreachable: unreachable.checked });
      toast(`${wanted} follows ${contract.source}.`);
      if (isNew) {
        await refresh();
        location.hash = link(graph, "contracts", wanted);
      } else {
        refresh();
      }
    } catch (problem) {
      replace(note, problemView(problem, () => undefined));
    }
  };
  return h("form", { class: "panel publish", onsubmit: save },
    h("h2", {}, isNew ? "New contract" : "What it shows"),
    h("div", { class: "fields" },
      isNew ? h("div", {}, h("label", { for: "contract-name" }, "Variant"), name) : null,
      h("div", {}, h("label", { for: "contract-include" }, "Show only what has one of the tags"), include),
      h("div", {}, h("label", { for: "contract-exclude" }, "Hide what has one of the tags"), exclude),
      h("div", {}, h("label", { class: "check" }, unreachable, " Hide types that nothing leads to"))),
    tags.length ? h("p", { class: "muted" }, `${count(tags.length, "tag")} in this schema: `, words(tags)) : isNew ? h("p", { class: "muted" }, "This schema has no tags: services write ", h("code", {}, '@tag(name: "internal")'), ".") : null,
    note, h("div", { class: "buttons" }, h("button", { class: "button primary" }, isNew ? "Create contract" : "Change")));
}
