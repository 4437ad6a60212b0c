// The graphs, the subgraphs of one, and one subgraph.

import * as api from "./api.js";
import { h, chip, confirmation, count, replace, toast, when } from "./dom.js";
import { codeView } from "./code.js";
import { changeWord, problemView } from "./publish.js";

export function graphsPage({ graphs, link, me }) {
  const rows = graphs.map((each) => h("tr", {},
    h("th", { scope: "row" }, h("a", { href: link(each.graph, "subgraphs"), "data-row": true }, each.graph)),
    h("td", {}, h("a", { href: link(each.graph, "version", each.version) }, String(each.version))),
    h("td", {}, when(each.publishedAt)),
    h("td", {}, each.publishedBy),
    h("td", { class: "message" }, each.message)));
  return [
    h("h1", {}, "Graphs"),
    rows.length ? h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Graph", "Version", "Published", "By", "Message"].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, rows)))
      : h("div", { class: "panel empty" },
        h("p", {}, me.scope === "*" ? "Nothing was published yet." : `Nothing was published to ${me.scope} yet.`),
        h("pre", { class: "command" }, "./tributary publish products --graph main --schema products.graphql --url http://localhost:4102/graphql"),
        me.role === "read" ? null : h("p", {}, "Or do it here: ",
          h("a", { class: "button primary", href: link(me.scope === "*" ? "main@current" : me.scope, "publish") }, "Publish the first subgraph"))),
  ];
}

export async function subgraphsPage({ graph, graphs, latest, link, mayPublish }) {
  if (!latest) {
    return [h("h1", {}, graph), h("div", { class: "panel empty" }, h("p", {}, "Nothing was published to this graph yet."),
      mayPublish ? h("a", { class: "button primary", href: link(graph, "publish") }, "Publish the first subgraph") : null)];
  }
  const [subgraphs, gateways] = await Promise.all([api.subgraphHeads(graph), api.gateways(graph)]);
  const now = graphs.find((each) => each.graph === graph);
  const body = h("tbody", {});
  const show = (wanted) => replace(body, subgraphs
    .filter((each) => each.name.toLowerCase().includes(wanted) || each.url.toLowerCase().includes(wanted))
    .map((each) => h("tr", {},
      h("th", { scope: "row" }, h("a", { href: link(graph, "subgraph", each.name), "data-row": true }, chip(each.name))),
      h("td", {}, each.url ? h("code", {}, each.url) : h("span", { class: "muted" }, "connectors")),
      h("td", {}, when(each.publishedAt)),
      h("td", {}, each.publishedBy),
      h("td", { class: "message" }, each.message))));
  show("");
  return [
    h("div", { class: "title" }, h("h1", {}, "Subgraphs"),
      mayPublish ? h("a", { class: "button primary", href: link(graph, "publish") }, "Check and publish") : null),
    h("dl", { class: "facts" },
      fact("Version", h("a", { href: link(graph, "version", latest) }, String(latest))),
      fact("Published", when(now.publishedAt), " by ", now.publishedBy),
      fact("Subgraphs", subgraphs.length.toLocaleString("en")),
      fact("Gateways", gateways.length ? followers(gateways, latest) : h("span", { class: "muted" }, "none follows"))),
    subgraphs.length > 12 ? h("input", {
      type: "search", class: "filter", placeholder: "Filter by name or URL", "aria-label": "Filter subgraphs",
      oninput: (event) => show(event.target.value.trim().toLowerCase()),
    }) : null,
    h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Subgraph", "Routing URL", "Published", "By", "Message"].map((each) => h("th", { scope: "col" }, each)))),
      body)),
    gateways.length ? [h("h2", {}, "Gateways"), h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Gateway", "Serves version", "Last asked"].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, gateways.map((each) => h("tr", {}, h("th", { scope: "row" }, each.id),
        h("td", {}, String(each.version), each.version === latest ? null : h("span", { class: "badge dangerous" }, "behind")),
        h("td", {}, when(each.seenAt)))))))] : null,
  ];
}

const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));

function followers(gateways, latest) {
  const current = gateways.filter((each) => each.version === latest).length;
  return current === gateways.length ? count(current, "gateway") + " up to date" : `${current} of ${gateways.length} up to date`;
}

export async function subgraphPage({ graph, parts: [name], latest, link, mayPublish }) {
  const [subgraph, versions] = await Promise.all([api.subgraph(graph, name), api.history(graph, null, 200)]);
  const changes = versions.flatMap((version) => version.changes.filter((change) => change.subgraph === name).map((change) => ({ version, change })));
  const note = h("div", {});
  const retire = async () => {
    if (!await confirmation(`Retire ${name}?`, h("p", {}, "Its types and fields leave the graph ", h("b", {}, graph),
      ". If others need them, nothing is changed. You can roll back."), "Retire", "danger")) return;
    try {
      const answer = await api.publish(graph, { retire: [name], base: latest, message: "Retire " + name });
      toast(`${name} is retired: version ${answer.version.version}`);
      location.hash = link(graph, "version", answer.version.version);
    } catch (problem) {
      const subgraphs = await api.subgraphs(graph).catch(() => []);
      replace(note, problemView(problem, (which) => subgraphs.find((each) => each.name === which)?.sdl));
    }
  };
  return [
    h("div", { class: "title" }, h("h1", {}, chip(name)),
      subgraph && mayPublish ? h("div", { class: "buttons" },
        h("button", { type: "button", class: "button danger", onclick: retire }, "Retire"),
        h("a", { class: "button primary", href: link(graph, "publish", name) }, "Change")) : null),
    note,
    subgraph ? [
      h("dl", { class: "facts" },
        fact("Routing URL", subgraph.url ? h("code", {}, subgraph.url) : "none: connectors"),
        fact("Published", when(subgraph.publishedAt), " by ", subgraph.publishedBy),
        fact("Version id", h("code", {}, subgraph.versionId.slice(0, 12))),
        fact("Message", subgraph.message || h("span", { class: "muted" }, "none"))),
      codeView("Schema of " + name, subgraph.sdl)]
      : h("div", { class: "panel empty" }, "The latest version has no subgraph of this name."),
    h("h2", {}, "History"),
    changes.length ? h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Version", "What", "When", "By", "Message"].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, changes.map(({ version, change }) => h("tr", {},
        h("th", { scope: "row" }, h("a", { href: link(graph, "version", version.version), "data-row": true }, String(version.version))),
        h("td", {}, changeWord(change)), h("td", {}, when(version.publishedAt)), h("td", {}, version.publishedBy),
        h("td", { class: "message" }, version.message))))))
      : h("p", { class: "muted" }, "None of the last 200 versions changed it."),
  ];
}
