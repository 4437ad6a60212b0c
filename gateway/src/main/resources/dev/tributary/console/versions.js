// A graph's history, and what one version changed.

import * as api from "./api.js";
import { h, chip, confirmation, count, replace, toast, when } from "./dom.js";
import { diffView } from "./diff.js";
import { changeWord, changesView, hintsView, problemView } from "./publish.js";

export async function versionsPage({ graph, latest, link }) {
  const list = h("ol", { class: "timeline" });
  const more = h("button", { type: "button", class: "button" }, "Older versions");
  let last = null;
  const load = async () => {
    const versions = await api.history(graph, last, 50);
    list.append(...versions.map((version) => entry(version, version.version === latest, link)));
    last = versions.at(-1)?.version ?? last;
    more.hidden = versions.length < 50 || last <= 1;
  };
  more.addEventListener("click", load);
  await load();
  return [h("h1", {}, "Versions"), list.children.length ? list : h("p", { class: "muted" }, "Nothing was published yet."), more];
}

function entry(version, isLatest, link) {
  return h("li", {},
    h("a", { class: "number", href: link(version.graph, "version", version.version), "data-row": true, "aria-label": "Version " + version.version }, String(version.version)),
    h("div", {},
      h("p", {}, h("b", {}, version.message || defaultMessage(version)), isLatest ? h("span", { class: "badge safe" }, "latest") : null),
      h("p", { class: "muted" }, version.publishedBy, ", ", when(version.publishedAt)),
      h("p", { class: "chips" }, version.changes.slice(0, 12).map((change) => chip(change.subgraph, h("span", { class: "word" }, changeWord(change)))),
        version.changes.length > 12 ? count(version.changes.length - 12, "more", "more") : null)));
}

const defaultMessage = (version) => version.changes.map((each) => changeWord(each) + " " + each.subgraph).slice(0, 3).join(", ");

export async function versionPage({ graph, parts: [number], latest, link, mayPublish }) {
  const version = await api.version(graph, number);
  const note = h("div", {});
  const isLatest = version.version === latest;
  return [
    h("div", { class: "title" },
      h("h1", {}, "Version " + version.version, isLatest ? h("span", { class: "badge safe" }, "latest") : null),
      h("div", { class: "buttons" },
        version.version > 1 ? h("a", { class: "button", href: link(graph, "version", version.version - 1) }, "← Before") : null,
        isLatest ? null : h("a", { class: "button", href: link(graph, "version", version.version + 1) }, "After →"),
        mayPublish && !isLatest ? h("button", { type: "button", class: "button danger", onclick: () => rollBack(graph, version, latest, link, note) }, "Roll back to this") : null)),
    note,
    h("dl", { class: "facts" },
      h("div", {}, h("dt", {}, "Published"), h("dd", {}, when(version.publishedAt), " by ", version.publishedBy)),
      h("div", {}, h("dt", {}, "Message"), h("dd", {}, version.message || h("span", { class: "muted" }, "none"))),
      h("div", {}, h("dt", {}, "Content hash"), h("dd", {}, h("code", {}, version.contentHash.slice(0, 16)))),
      h("div", {}, h("dt", {}, "Subgraphs"), h("dd", {}, version.subgraphCount.toLocaleString("en")))),
    h("h2", {}, "What clients see of it"),
    version.version === 1 ? h("p", { class: "muted" }, "The first version: nothing was there before.") : changesView(version.schemaChanges),
    version.hints.length ? [h("h2", {}, "Hints"), hintsView(version.hints)] : null,
    h("h2", {}, "What was published"),
    version.changes.map((change) => subgraphChange(change, version)),
  ];
}

function subgraphChange(change, version) {
  const old = version.before.find((each) => each.name === change.subgraph);
  const now = version.subgraphs.find((each) => each.name === change.subgraph);
  const moved = old && now && old.url !== now.url;
  return h("section", { class: "change", "aria-label": change.subgraph },
    h("h3", {}, chip(change.subgraph), " ", changeWord(change)),
    moved ? h("p", {}, "Routing URL: ", h("code", {}, old.url || "none"), " → ", h("code", {}, now.url || "none")) : null,
    old && now && old.sdl === now.sdl ? h("p", { class: "muted" }, "The schema is the same.")
      : diffView("Changes of " + change.subgraph, old?.sdl ?? "", now?.sdl ?? ""));
}

async function rollBack(graph, version, latest, link, note) {
  replace(note, h("p", { class: "muted", role: "status" }, "Looking at what this would change …"));
  try {
    const [now, wanted] = await Promise.all([api.subgraphHeads(graph), api.wholeVersion(graph, version.version)]);
    const kept = new Set(wanted.subgraphs.map((each) => each.name));
    const answer = await api.check(graph, {
      subgraphs: wanted.subgraphs.map(({ name, url, sdl }) => (url ? { name, url, sdl } : { name, sdl })),
      retire: now.map((each) => each.name).filter((name) => !kept.has(name)),
    });
    replace(note);
    if (answer.result === "UNCHANGED") {
      toast("The latest version has the same subgraphs.");
      return;
    }
    const sure = await confirmation(`Roll ${graph} back to version ${version.version}?`, [
      h("p", {}, `Its subgraphs are published once more, as version ${latest + 1}. Gateways follow at once.`),
      changesView(answer.schemaChanges)], "Roll back", "danger");
    if (!sure) return;
    const done = await api.rollBack(graph, { version: version.version, base: latest, message: `Back to version ${version.version}` });
    if (done.result === "UNCHANGED") {
      toast("The latest version has the same subgraphs.");
      return;
    }
    toast(`Rolled back: version ${done.version.version}`);
    location.hash = link(graph, "version", done.version.version);
  } catch (problem) {
    replace(note, problemView(problem, () => undefined));
  }
}
