// The schema explorer: every type and field, and where it comes from.

import * as api from "./api.js";
import { h, chip, count, replace } from "./dom.js";

const STEP = 300;

/** The name in the middle of a type such as [Product!]!. */
const named = (type) => type.replace(/[[\]!]/g, "");

/** Who mentions a type, made once for a schema and kept with it. */
function usesOf(schema) {
  if (schema.uses) return schema.uses;
  const uses = new Map();
  const add = (type, use) => {
    const list = uses.get(type);
    if (list) list.push(use);
    else uses.set(type, [use]);
  };
  for (const type of schema.types) {
    for (const field of type.fields ?? []) {
      add(named(field.type), { type: type.name, field: field.name, how: type.kind === "input" ? "taken by" : "returned by" });
      for (const argument of field.arguments ?? []) add(named(argument.type), { type: type.name, field: field.name, how: "taken by" });
    }
    for (const name of type.interfaces ?? []) add(name, { type: type.name, how: "implemented by" });
    for (const name of type.members ?? []) add(name, { type: type.name, how: "member of" });
  }
  Object.defineProperty(schema, "uses", { value: uses });
  return uses;
}

function indexOf(schema) {
  if (schema.index) return schema.index;
  const index = [];
  for (const type of schema.types) {
    index.push({ text: type.name, lower: type.name.toLowerCase(), kind: type.kind, type });
    for (const field of [...(type.fields ?? []), ...(type.values ?? [])]) {
      const text = type.name + "." + field.name;
      index.push({ text, lower: text.toLowerCase(), kind: "field", type, field });
    }
  }
  Object.defineProperty(schema, "index", { value: index });
  return index;
}

function search(schema, wanted, kind) {
  if (wanted === "") return schema.types.filter((type) => kind === "" || type.kind === kind).map((type) => ({ text: type.name, kind: type.kind, type }));
  const found = [];
  for (const entry of indexOf(schema)) {
    if (kind !== "" && entry.kind !== kind) continue;
    const at = entry.lower.indexOf(wanted);
    if (at >= 0) found.push([entry.lower.length - wanted.length + (at === 0 || entry.lower[at - 1] === "." ? 0 : 1000), entry]);
  }
  return found.sort((one, other) => one[0] - other[0]).map(([, entry]) => entry);
}

// Kept while one looks around, so that following a link does not lose the search.
const typed = { text: "", kind: "" };

export async function schemaPage({ graph, latest, link, parts: [typeName, fieldName] }) {
  if (!latest) return [h("h1", {}, "Schema"), h("p", { class: "muted" }, "Nothing was published yet.")];
  const schema = await api.schema(graph, latest);
  const types = new Map(schema.types.map((type) => [type.name, type]));
  const list = h("ul", { class: "types", "aria-label": "Types and fields" });
  const status = h("p", { class: "muted", role: "status" });
  const more = h("button", { type: "button", class: "button" }, "Show more");
  let found = [];
  const append = () => {
    const from = list.children.length;
    list.append(...found.slice(from, from + STEP).map((entry) => h("li", {},
      h("a", {
        href: entry.field ? link(graph, "schema", entry.type.name, entry.field.name) : link(graph, "schema", entry.type.name), "data-row": true,
        "aria-current": entry.type.name === typeName && (entry.field?.name ?? undefined) === fieldName ? "true" : null,
      }, h("span", { class: "name" }, entry.text), h("span", { class: "kind" }, entry.kind)))));
    more.hidden = list.children.length >= found.length;
  };
  const show = () => {
    found = search(schema, typed.text.trim().toLowerCase(), typed.kind);
    replace(list);
    append();
    replace(status, typed.text ? count(found.length, "match", "matches") : count(found.length, "type"));
  };
  more.addEventListener("click", append);
  const input = h("input", {
    type: "search", "aria-label": "Search types and fields", placeholder: "Types and fields", value: typed.text, "data-focus": typeName ? null : true,
    oninput: () => { typed.text = input.value; show(); },
    onkeydown: (event) => {
      const first = list.querySelector("a");
      if (first && event.key === "ArrowDown") {
        event.preventDefault();
        first.focus();
      } else if (first && event.key === "Enter") {
        location.hash = first.getAttribute("href");
      }
    },
  });
  const kinds = ["", "type", "interface", "union", "enum", "input", "scalar", "field"];
  const kind = h("select", { "aria-label": "Kind", onchange: () => { typed.kind = kind.value; show(); } },
    kinds.map((each) => h("option", { value: each, selected: each === typed.kind }, each || "all kinds")));
  show();
  const type = types.get(typeName);
  return [
    h("h1", {}, "Schema"),
    h("div", { class: "explorer" },
      h("div", { class: "side" }, h("div", { class: "row" }, input, kind), status, list, more),
      h("div", { class: "detail" }, type ? typeView(schema, type, fieldName, graph, link)
        : typeName ? h("p", { class: "muted" }, `There is no type ${typeName}.`) : overview(schema, graph, link))),
  ];
}

function overview(schema, graph, link) {
  const kinds = {};
  for (const type of schema.types) kinds[type.kind] = (kinds[type.kind] ?? 0) + 1;
  const roots = Object.values(schema.roots).map((name) => schema.types.find((type) => type.name === name)).filter(Boolean);
  return h("div", {},
    h("dl", { class: "facts" }, Object.entries(kinds).map(([kind, number]) => h("div", {}, h("dt", {}, kind), h("dd", {}, number.toLocaleString("en"))))),
    roots.map((root) => h("section", { class: "panel", "aria-label": root.name },
      h("h2", {}, h("a", { href: link(graph, "schema", root.name) }, root.name)),
      h("ul", { class: "plain" }, root.fields.slice(0, 60).map((field) => h("li", {},
        h("a", { href: link(graph, "schema", root.name, field.name) }, field.name), ": ", typeLink(field.type, graph, link)))),
      root.fields.length > 60 ? h("p", { class: "muted" }, `and ${root.fields.length - 60} more`) : null)));
}

function typeLink(type, graph, link) {
  const [, open, name, close] = /^(\[*)([^[\]!]*)(.*)$/.exec(type);
  return h("code", { class: "type" }, open, h("a", { href: link(graph, "schema", name) }, name), close);
}

const KINDS = { authenticated: "access", requiresScopes: "access", policy: "access", cost: "price", listSize: "price" };

function directive(text) {
  const name = /^@(\w+)/.exec(text)?.[1];
  return h("code", { class: "directive " + (KINDS[name] ?? "") }, text);
}

function marks(element) {
  return [element.inaccessible ? h("code", { class: "directive" }, "@inaccessible") : null, (element.directives ?? []).map(directive)];
}

function provenance(places) {
  return h("p", { class: "chips" }, places.map((each) => chip(each.service, [
    each.external ? "external" : null,
    each.requires ? `requires ${each.requires}` : null,
    each.provides ? `provides ${each.provides}` : null,
    each.overrides ? `overrides ${each.overrides}` : null,
    each.label ? `by ${each.label}` : null,
  ].filter(Boolean).map((word) => h("span", { class: "word" }, word)))));
}

function typeView(schema, type, fieldName, graph, link) {
  const uses = usesOf(schema).get(type.name) ?? [];
  const members = type.values ?? type.fields ?? [];
  return h("article", { class: "panel", "aria-labelledby": "type-name" },
    h("h2", { id: "type-name" }, h("span", { class: "kind" }, type.kind), " ", type.name, " ", marks(type)),
    type.description ? h("p", { class: "description" }, type.description) : null,
    h("p", { class: "chips" }, (type.in ?? []).map((service) => chip(service))),
    type.interfaces ? h("p", {}, "implements ", type.interfaces.map((name) => [typeLink(name, graph, link), " "])) : null,
    type.members ? h("p", {}, "one of ", type.members.map((name) => [typeLink(name, graph, link), " "])) : null,
    type.keys ? [h("h3", {}, "Keys"), h("ul", { class: "plain" }, type.keys.map((key) => h("li", {}, chip(key.service), " ",
      h("code", {}, key.fields), key.resolvable ? null : h("span", { class: "muted" }, " not resolvable"))))] : null,
    members.length ? [h("h3", {}, type.values ? "Values" : "Fields"), h("ul", { class: "members" },
      members.map((field) => memberView(type, field, field.name === fieldName, graph, link)))] : null,
    uses.length ? [h("h3", {}, "Used"), h("ul", { class: "plain" }, uses.slice(0, 100).map((use) => h("li", {},
      h("span", { class: "muted" }, use.how, " "),
      h("a", { href: use.field ? link(graph, "schema", use.type, use.field) : link(graph, "schema", use.type) }, use.field ? `${use.type}.${use.field}` : use.type))),
    uses.length > 100 ? h("li", { class: "muted" }, `and ${uses.length - 100} more`) : null)] : null);
}

function memberView(type, field, isChosen, graph, link) {
  const item = h("li", { class: isChosen ? "chosen" : null, tabindex: isChosen ? "-1" : null, "data-focus": isChosen },
    h("p", { class: "signature" },
      h("a", { class: field.deprecated === undefined ? "name" : "name old", href: link(graph, "schema", type.name, field.name) }, field.name),
      field.arguments ? ["(", field.arguments.map((argument, i) => [i ? ", " : "", argument.name, ": ", typeLink(argument.type, graph, link),
        argument.default === undefined ? null : " = " + argument.default]), ")"] : null,
      field.type ? [": ", typeLink(field.type, graph, link)] : null,
      field.default === undefined ? null : " = " + field.default,
      " ", marks(field)),
    field.description ? h("p", { class: "description" }, field.description) : null,
    field.deprecated === undefined ? null : h("p", { class: "deprecated" }, h("span", { class: "badge dangerous" }, "deprecated"), " ", field.deprecated),
    provenance(field.in ?? []));
  if (isChosen) requestAnimationFrame(() => item.scrollIntoView({ block: "center" }));
  return item;
}
