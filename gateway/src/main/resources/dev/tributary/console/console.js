// Which page is shown, and what is around all of them.

import * as api from "./api.js";
import { h, replace } from "./dom.js";
import { openPalette } from "./palette.js";
import { graphsPage, subgraphsPage, subgraphPage } from "./graphs.js";
import { versionsPage, versionPage } from "./versions.js";
import { publishPage } from "./publish.js";
import { schemaPage } from "./schema.js";
import { servicesPage } from "./services.js";
import { operationsPage, operationPage } from "./usage.js";
import { analyticsPage } from "./analytics.js";
import { clientsPage } from "./clients.js";
import { alertsPage } from "./alerts.js";
import { livePage } from "./live.js";
import { planPage } from "./plan.js";
import { graphiqlPage } from "./graphiql.js";
import { contractsPage } from "./contracts.js";
import { rulesPage } from "./rules.js";
import { auditPage } from "./audit.js";
import { tokensPage } from "./tokens.js";
import { documentsPage } from "./documents.js";

const app = document.getElementById("app");

/** In the order of the menu; "g" and the key go there. A group begins with its first page. */
const PAGES = [
  { path: "subgraphs", title: "Subgraphs", key: "s", show: subgraphsPage },
  { path: "versions", title: "Versions", key: "v", show: versionsPage },
  { path: "publish", title: "Publish", key: "p", show: publishPage, role: "publish" },
  { path: "schema", title: "Schema", key: "t", show: schemaPage },
  { path: "services", title: "Services", key: "e", show: servicesPage },
  { path: "analytics", title: "Analytics", key: "a", show: analyticsPage, group: "Traffic" },
  { path: "live", title: "Live", key: "w", show: livePage },
  { path: "operations", title: "Operations", key: "u", show: operationsPage },
  { path: "clients", title: "Clients", key: "k", show: clientsPage },
  { path: "alerts", title: "Alerts", key: "n", show: alertsPage },
  { path: "plan", title: "Plan", key: "o", show: planPage, group: "Try" },
  { path: "graphiql", title: "GraphiQL", key: "q", show: graphiqlPage },
  { path: "contracts", title: "Contracts", key: "c", show: contractsPage, group: "Order" },
  { path: "rules", title: "Rules", key: "r", show: rulesPage },
  { path: "documents", title: "Documents", key: "d", show: documentsPage },
  { path: "audit", title: "Audit log", key: "l", show: auditPage, role: "admin" },
];
/** Of the whole registry, for those who may do everything. */
const WHOLE = [
  { path: "tokens", title: "Tokens", show: tokensPage },
  { path: "audit", title: "Audit log", show: auditPage },
];
const DETAILS = { subgraph: { menu: "subgraphs", show: subgraphPage }, version: { menu: "versions", show: versionPage },
  operation: { menu: "operations", title: "Operation", show: operationPage } };

/** What the pages share: who is signed in, the graphs, and the newest version of the one shown. */
const state = { me: null, graphs: [], graph: null, latest: 0, subgraphs: [] };

export const link = (graph, ...parts) => "#/g/" + [graph, ...parts].map(encodeURIComponent).join("/");

// Appearance.

function theme(name) {
  document.body.classList.toggle("graphiql-dark", name === "dark");
  document.body.classList.toggle("graphiql-light", name === "light");
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
}
theme(localStorage.getItem("tributary.theme"));

function switchTheme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const next = dark ? "light" : "dark";
  localStorage.setItem("tributary.theme", next);
  theme(next);
}

// Signing in.

function signInPage(problem) {
  document.title = "Sign in · Tributary";
  const token = h("input", { id: "token", type: "password", autocomplete: "off", required: true, spellcheck: "false" });
  const note = h("p", { class: "problem", role: "alert" }, problem ?? "");
  const form = h("form", {
    class: "sign-in panel",
    onsubmit: async (event) => {
      event.preventDefault();
      api.keepToken(token.value.trim());
      try {
        state.me = await api.whoAmI();
        await render();
      } catch (refused) {
        api.signOut();
        token.select();
        replace(note, refused.message);
      }
    },
  },
  h("h1", {}, h("img", { src: "icon.svg", alt: "", width: "36", height: "36" }), "Tributary"),
  h("label", { for: "token" }, "Token of this registry"), token, note,
  h("button", { class: "button primary" }, "Sign in"),
  h("p", { class: "hint" }, "A new registry writes its first token to ", h("code", {}, "admin-token"),
    " in its data directory. The token stays in this tab and is forgotten with it."));
  replace(app, h("main", { id: "main", class: "alone" }, form));
  token.focus();
}

function signOut() {
  api.signOut();
  state.me = null;
  signInPage();
}

// The frame.

function frame(route, content) {
  const { me, graph, graphs } = state;
  const choice = h("select", {
    "aria-label": "Graph",
    onchange: (event) => { location.hash = link(event.target.value, PAGES.some((page) => page.path === route.menu) ? route.menu : "subgraphs"); },
  }, graphs.map((each) => h("option", { value: each.graph, selected: each.graph === graph }, each.graph)));
  replace(app,
    h("header", { class: "top" },
      h("a", { class: "home", href: "#/" }, h("img", { src: "icon.svg", alt: "", width: "26", height: "26" }), "Tributary"),
      graph ? choice : null,
      isOverAll() ? h("nav", { class: "whole", "aria-label": "Registry" }, WHOLE.map((page) =>
        h("a", { href: "#/" + page.path, "aria-current": !graph && route.menu === page.path ? "page" : null }, page.title))) : null,
      h("button", { type: "button", class: "search", onclick: palette }, h("span", {}, "Search"), h("kbd", {}, "/")),
      h("button", { type: "button", class: "button quiet", onclick: shortcuts, "aria-label": "Keyboard shortcuts", title: "Keyboard shortcuts (?)" }, "?"),
      h("span", { class: "who" }, h("b", {}, me.label), h("span", {}, me.role)),
      h("button", { type: "button", class: "button quiet", onclick: switchTheme, "aria-label": "Switch between light and dark", title: "Light or dark" }, "◐"),
      h("button", { type: "button", class: "button quiet", onclick: signOut }, "Sign out")),
    h("div", { class: graph ? "body" : "body wide" },
      graph ? h("nav", { "aria-label": "Graph" }, PAGES.filter(allowed).map((page) => [page.group ? h("h2", {}, page.group) : null,
        h("a", { href: link(graph, page.path), "aria-current": route.menu === page.path ? "page" : null, title: `g ${page.key}` }, page.title)])) : null,
      h("main", { id: "main", tabindex: "-1" }, content)));
}

const RANKS = ["read", "publish", "admin"];

const has = (role) => RANKS.indexOf(state.me.role) >= RANKS.indexOf(role);

const allowed = (page) => has(page.role ?? "read");

const isOverAll = () => has("admin") && state.me.scope === "*";

function failure(problem) {
  return [h("h1", {}, "This cannot be shown"),
    h("div", { class: "panel problem", role: "alert" }, h("p", {}, problem.message), problem.code ? h("code", {}, problem.code) : null)];
}

// Routing.

let shown = 0;
let place = location.hash;

function route() {
  const [, kind, graph, page = "subgraphs", ...rest] = location.hash.slice(1).split("/").map(decode);
  const whole = WHOLE.find((page) => page.path === kind);
  if (whole) return { title: whole.title, menu: whole.path, show: whole.show, parts: [] };
  if (kind !== "g" || !graph) return { title: "Graphs", show: graphsPage, parts: [] };
  const found = PAGES.find((each) => each.path === page);
  if (found) return { graph, menu: page, title: found.title, show: found.show, parts: rest };
  const detail = DETAILS[page] ?? { menu: "subgraphs", show: subgraphsPage };
  return { graph, menu: detail.menu, title: detail.title ?? rest[0] ?? page, show: detail.show, parts: rest };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export async function render() {
  const turn = ++shown;
  if (!api.signedIn()) return signInPage();
  const to = route();
  try {
    state.me ??= await api.whoAmI();
    state.graphs = await api.graphs();
    state.graph = to.graph ?? null;
    const known = state.graphs.find((each) => each.graph === to.graph);
    state.latest = known?.version ?? 0;
    const context = { ...state, link, mayPublish: has("publish"), mayAdminister: has("admin"), refresh: render, parts: to.parts };
    const content = await to.show(context);
    if (turn !== shown) return;
    document.title = `${to.title} · ${to.graph ?? "Tributary"}`;
    frame(to, content);
    // Another page begins at its top, however far down one was on the last.
    if (location.hash !== place) scrollTo(0, 0);
    place = location.hash;
    const focused = document.querySelector("[data-focus]");
    if (focused) focused.focus({ preventScroll: true });
    else if (turn > 1) document.getElementById("main").focus({ preventScroll: true });
    if (to.graph) api.subgraphHeads(to.graph).then((all) => { state.subgraphs = all; }, () => {});
  } catch (problem) {
    if (turn !== shown) return;
    if (problem.status === 401) {
      api.signOut();
      state.me = null;
      return signInPage(problem.message);
    }
    if (!problem.code) console.error(problem);
    if (state.me) frame(to, failure(problem));
    else signInPage(problem.message);
  }
}

// The keyboard.

function palette() {
  const { graph } = state;
  openPalette(() => {
    const entries = [];
    if (graph) {
      PAGES.filter(allowed).forEach((page) => entries.push({ kind: "page", text: page.title, href: link(graph, page.path) }));
      state.subgraphs.forEach((each) => entries.push({ kind: "subgraph", text: each.name, href: link(graph, "subgraph", each.name) }));
    }
    if (isOverAll()) WHOLE.forEach((page) => entries.push({ kind: "page", text: page.title + " of the registry", href: "#/" + page.path }));
    state.graphs.forEach((each) => entries.push({ kind: "graph", text: each.graph, href: link(each.graph, "subgraphs") }));
    for (const type of (graph && api.knownSchema(graph)?.types) || []) {
      entries.push({ kind: type.kind, text: type.name, href: link(graph, "schema", type.name) });
      for (const field of type.fields ?? []) {
        entries.push({ kind: "field", text: type.name + "." + field.name, href: link(graph, "schema", type.name, field.name) });
      }
    }
    return entries;
  });
  // The types come with the first search, unless the explorer has them already.
  if (graph && state.latest && !api.knownSchema(graph)) {
    api.schema(graph, state.latest).then(() => {
      const open = document.querySelector("dialog.palette");
      if (open) {
        const typed = open.querySelector("input").value;
        open.close();
        open.remove();
        palette();
        const input = document.querySelector("dialog.palette input");
        input.value = typed;
        input.dispatchEvent(new Event("input"));
      }
    }, () => {});
  }
}

/** What keys do, on any page. */
function shortcuts() {
  if (document.querySelector("dialog")) return;
  const row = (keys, what) => h("tr", {}, h("th", { scope: "row" }, keys.map((key) => [h("kbd", {}, key), " "])), h("td", {}, what));
  const dialog = h("dialog", { class: "confirm shortcuts", "aria-labelledby": "shortcuts-title" },
    h("h2", { id: "shortcuts-title" }, "The keyboard"),
    h("div", { class: "dialog-body", tabindex: "0", role: "region", "aria-label": "Keys" }, h("table", {}, h("tbody", {},
      row(["/"], "search"), row(["?"], "this list"), row(["↑", "↓"], "through the rows of a page"),
      row(["Ctrl", "Enter"], "check the schema, or show the plan"),
      state.graph ? PAGES.filter(allowed).map((page) => row(["g", page.key], page.title)) : null))),
    h("div", { class: "buttons" }, h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Close")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

let goTo = 0;

addEventListener("keydown", (event) => {
  if (!state.me || event.ctrlKey && event.key !== "k" || event.metaKey && event.key !== "k" || event.altKey) return;
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (event.key === "k" && (event.ctrlKey || event.metaKey) || event.key === "/" && !typing) {
    event.preventDefault();
    palette();
  } else if (!typing && event.key === "?") {
    event.preventDefault();
    shortcuts();
  } else if (!typing && event.key === "g") {
    goTo = Date.now();
  } else if (!typing && Date.now() - goTo < 1500 && state.graph) {
    goTo = 0;
    const page = PAGES.filter(allowed).find((each) => each.key === event.key);
    if (page) location.hash = link(state.graph, page.path);
  } else if (!typing && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const rows = [...document.querySelectorAll("[data-row]")];
    const at = rows.indexOf(document.activeElement);
    const next = rows[event.key === "ArrowDown" ? at + 1 : Math.max(0, at - 1)];
    if (next && (at >= 0 || !document.activeElement.closest("[tabindex='0']"))) {
      event.preventDefault();
      next.focus();
    }
  }
});

document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main")?.focus();
});

addEventListener("hashchange", render);
render();
