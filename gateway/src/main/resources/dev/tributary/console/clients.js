// Who may ask, and how much: clients with their keys, tiers and what they used of them.

import * as api from "./api.js";
import { h, confirmation, count, replace, toast, when } from "./dom.js";

const UNITS = [["cost", "cost units"], ["requests", "requests"]];
const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };
const DAY = 86400;
const SHOWN = 500;

export async function clientsPage(context) {
  const { graph, mayAdminister, refresh } = context;
  const [keys, quotas, today, week] = await Promise.all([api.keys(graph), api.quotas(graph), api.usedBy(graph, 1), api.usedBy(graph, 7)]);
  const note = h("div", { "aria-live": "polite" });
  /** Sets other quotas than those that are shown, unless somebody was faster. */
  const set = async (change, done) => {
    const next = structuredClone(quotas);
    change(next);
    try {
      await api.setQuotas(graph, next);
      // What is shown next was made from these.
      await refresh();
      toast(done);
    } catch (problem) {
      replace(note, refusal(problem, problem.code === "STALE_QUOTAS" ? h("button", { type: "button", class: "button small", onclick: refresh }, "Show them") : null));
      note.scrollIntoView({ block: "nearest" });
    }
  };
  const page = { ...context, quotas, set, note };
  const clients = everyone(keys, quotas, total(today), total(week));
  const good = keys.filter((each) => isGood(each));
  return [
    h("h1", {}, "Clients"),
    h("p", { class: "lead" }, `${count(clients.length, "client")}, ${count(good.length, "key")} in use, ${count(Object.keys(quotas.tiers).length, "tier")}. `,
      "Gateways that take them from the registry hold to a change within a second."),
    mayAdminister ? keyForm(page) : h("p", { class: "muted" }, "Changing any of this takes a token with the role admin."),
    note,
    clientsTable(page, clients),
    h("h2", {}, "Tiers"),
    tiersView(page),
  ];
}

const isGood = (key) => !key.revokedAt && !(key.expires && new Date(key.expires) <= Date.now());

/** By client: versions of one are added up. */
function total(usage) {
  const used = new Map();
  for (const each of usage) {
    const name = each.client || "";
    const before = used.get(name) ?? { requests: 0, cost: 0 };
    used.set(name, { requests: before.requests + each.executions, cost: before.cost + each.executions * each.meanCost });
  }
  return used;
}

/** Everybody who has a key, is in a tier, or was seen this week; those who used most today first. */
function everyone(keys, quotas, today, week) {
  const names = new Set([...keys.filter((each) => !each.revokedAt).map((each) => each.client), ...Object.keys(quotas.clients), ...[...week.keys()].filter((name) => name)]);
  const none = { requests: 0, cost: 0 };
  return [...names].map((name) => ({ name, keys: keys.filter((each) => each.client === name && !each.revokedAt), today: today.get(name) ?? none, week: week.get(name) ?? none }))
    .sort((one, other) => other.today.cost - one.today.cost || one.name.localeCompare(other.name));
}

// The list.

function clientsTable(page, clients) {
  if (clients.length === 0) return h("div", { class: "panel empty" }, h("p", {}, "No client is known yet: neither has any a key or a tier, nor did any ask."));
  const body = h("tbody", {});
  const hidden = h("p", { class: "muted" });
  const filter = h("input", { type: "search", class: "filter", placeholder: "Filter by name or tier", "aria-label": "Filter clients", oninput: () => show() });
  const show = () => {
    const wanted = filter.value.trim().toLowerCase();
    const found = clients.filter((each) => `${each.name} ${tierOf(page.quotas, each.name) ?? ""}`.toLowerCase().includes(wanted));
    body.replaceChildren(...found.slice(0, SHOWN).map((each) => row(page, each)));
    replace(hidden, found.length > SHOWN ? `and ${found.length - SHOWN} more` : "");
  };
  show();
  return [filter, h("div", { class: "panel flush" }, h("table", {},
    h("thead", {}, h("tr", {}, ["Client", "Tier", "Keys"].map((each) => h("th", { scope: "col" }, each)),
      ["Today", "7 days"].map((each) => h("th", { scope: "col", class: "figure" }, each)), h("th", { scope: "col" }, "Of a day's quota"))), body)), hidden];
}

const tierOf = (quotas, client) => quotas.clients[client] ?? quotas.standardTier;

function row(page, client) {
  const { quotas } = page;
  return h("tr", {},
    h("th", { scope: "row" }, client.name),
    h("td", {}, page.mayAdminister ? tierChoice(page, client.name) : tierOf(quotas, client.name) ?? h("span", { class: "muted" }, "the gateway's")),
    h("td", {}, client.keys.length ? h("ul", { class: "plain keys-of" }, client.keys.map((key) => keyItem(page, key))) : h("span", { class: "muted" }, "none here")),
    used(client.today), used(client.week), h("td", { class: "of-quota" }, share(quotas.tiers[tierOf(quotas, client.name)], client)));
}

const used = ({ requests, cost }) => h("td", { class: "figure" }, count(requests, "request"), h("br"), h("span", { class: "muted" }, Math.round(cost).toLocaleString("en"), " units"));

/** What the tier allows in a day at most; of several limits the nearest one. Limits of parts are left out. */
function share(tier, client) {
  const shares = (tier?.limits ?? []).filter((limit) => !limit.service && !limit.operation).map((limit) => {
    const most = limit.quota * (DAY / seconds(limit.per));
    return { limit, most, part: (limit.unit === "cost" ? client.today.cost : client.today.requests) / most };
  });
  if (!shares.length) return h("span", { class: "muted" }, "no limit");
  const nearest = shares.reduce((one, other) => (other.part > one.part ? other : one));
  const percent = (100 * nearest.part).toLocaleString("en", { maximumFractionDigits: nearest.part < 0.1 ? 2 : 0 }) + " %";
  const text = `${percent} of ${Math.round(nearest.most).toLocaleString("en")} ${nearest.limit.unit === "cost" ? "units" : "requests"}`;
  return [h("meter", { min: "0", max: "1", value: String(Math.min(1, nearest.part)), "aria-label": `${client.name}: ${text}` }), h("br"), h("span", { class: "muted" }, text)];
}

function seconds(per) {
  const [, amount, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(per);
  return amount * SECONDS[unit];
}

function tierChoice({ quotas, set }, client) {
  const own = quotas.clients[client];
  const rest = quotas.standardTier ? `standard (${quotas.standardTier})` : "the gateway's standard";
  return h("select", { "aria-label": "Tier of " + client, onchange: (event) => {
    const tier = event.target.value;
    set((next) => { if (tier) next.clients[client] = tier; else delete next.clients[client]; }, `${client} is ${tier ? "in " + tier : "as all others"} now.`);
  } }, h("option", { value: "", selected: !own }, rest), Object.keys(quotas.tiers).map((tier) => h("option", { value: tier, selected: tier === own }, tier)));
}

function keyItem(page, key) {
  const expired = !isGood(key);
  return h("li", {}, h("code", { title: `made by ${key.createdBy}` }, key.id), " ", when(key.createdAt),
    key.scopes.length ? [" ", h("span", { class: "muted" }, key.scopes.join(" "))] : null,
    key.expires ? h("span", { class: "badge " + (expired ? "breaking" : "neutral") }, expired ? "expired" : ["until ", key.expires.slice(0, 10)]) : null,
    page.mayAdminister ? [" ", h("button", { type: "button", class: "button danger small", "aria-label": `Revoke ${key.id} of ${key.client}`, onclick: () => revoke(page, key) }, "Revoke")] : null);
}

async function revoke({ graph, refresh, note }, key) {
  if (!await confirmation(`Revoke a key of ${key.client}?`, h("p", {}, "Whoever sends ", h("code", {}, key.id), " is refused within a second. This cannot be taken back."), "Revoke", "danger")) return;
  try {
    await api.revokeKey(graph, key.id);
    toast(`A key of ${key.client} is revoked.`);
    refresh();
  } catch (problem) {
    replace(note, refusal(problem));
  }
}

// A new key.

function keyForm({ graph, quotas, refresh }) {
  const client = h("input", { id: "key-client", type: "text", required: true, maxlength: "128", autocomplete: "off", spellcheck: "false", placeholder: "mobile-app" });
  const tier = h("select", { id: "key-tier" }, h("option", { value: "" }, "as it is"), Object.keys(quotas.tiers).map((name) => h("option", { value: name }, name)));
  const scopes = h("input", { id: "key-scopes", type: "text", autocomplete: "off", spellcheck: "false", placeholder: "reviews:read reviews:write" });
  const expires = h("input", { id: "key-expires", type: "date", min: new Date(Date.now() + 864e5).toISOString().slice(0, 10) });
  const result = h("div", { "aria-live": "polite" });
  const create = async (event) => {
    event.preventDefault();
    const wanted = { client: client.value.trim(), scopes: scopes.value.split(/\s+/).filter((each) => each) };
    if (tier.value) wanted.tier = tier.value;
    if (expires.value) wanted.expires = expires.value + "T00:00:00Z";
    try {
      const created = await api.createKey(graph, wanted);
      client.value = "";
      replace(result, shownOnce(created, refresh));
      result.querySelector("input").select();
    } catch (problem) {
      replace(result, refusal(problem));
    }
  };
  return h("form", { class: "panel publish", onsubmit: create },
    h("h2", {}, "New key"),
    h("div", { class: "fields" },
      [["key-client", "Client", client], ["key-tier", "Tier", tier], ["key-scopes", "Scopes", scopes], ["key-expires", "Ends (UTC)", expires]]
        .map(([id, text, input]) => h("div", {}, h("label", { for: id }, text), input))),
    h("div", { class: "buttons" }, h("button", { class: "button primary" }, "Create key")), result);
}

function shownOnce(created, refresh) {
  const secret = h("input", { type: "text", readonly: true, value: created.key, "aria-label": "The new key", class: "secret", spellcheck: "false" });
  const copy = async () => {
    secret.select();
    await navigator.clipboard?.writeText(created.key).then(() => toast("Copied."), () => {});
  };
  return h("div", { class: "panel once" },
    h("p", {}, "A key for ", h("b", {}, created.client), ". It is shown this once:"),
    h("div", { class: "row" }, secret, h("button", { type: "button", class: "button", onclick: copy }, "Copy"),
      h("button", { type: "button", class: "button", onclick: refresh }, "Done")));
}

// Tiers.

function tiersView(page) {
  const { quotas, mayAdminister, set } = page;
  const names = Object.keys(quotas.tiers);
  return [
    names.length ? null : h("div", { class: "panel empty" }, h("p", {}, "The registry has no tiers: those of each gateway's own configuration hold.")),
    names.map((name) => tierForm(page, name, quotas.tiers[name])),
    mayAdminister ? newTier(set) : null,
    names.length ? h("div", { class: "panel publish" }, h("div", { class: "fields" },
      sharedTier(page, "standardTier", "Clients of which nothing is said"), sharedTier(page, "anonymousTier", "Anonymous and unknown callers, together"))) : null,
  ];
}

function sharedTier({ quotas, mayAdminister, set }, which, text) {
  const change = (event) => {
    const tier = event.target.value;
    set((next) => { if (tier) next[which] = tier; else delete next[which]; }, "That holds from now on.");
  };
  return h("div", {}, h("label", { for: which }, text), h("select", { id: which, disabled: !mayAdminister, onchange: change },
    h("option", { value: "", selected: !quotas[which] }, "the tier that each gateway says"),
    Object.keys(quotas.tiers).map((tier) => h("option", { value: tier, selected: tier === quotas[which] }, tier))));
}

function newTier(set) {
  const name = h("input", { id: "new-tier", type: "text", required: true, pattern: "[A-Za-z0-9_.:\\-]{1,64}", autocomplete: "off", spellcheck: "false", placeholder: "gold" });
  const add = (event) => {
    event.preventDefault();
    const tier = name.value.trim();
    set((next) => { next.tiers[tier] ??= { limits: [{ unit: "cost", quota: 10000, per: "1m" }], concurrent: 0 }; }, `The tier ${tier} is there.`);
  };
  return h("form", { class: "panel", onsubmit: add }, h("label", { for: "new-tier" }, "New tier"),
    h("div", { class: "row" }, name, h("button", { class: "button" }, "Add tier")));
}

const COLUMNS = [["unit", "Unit"], ["quota", "Quota"], ["per", "Per"], ["burst", "At once"], ["service", "Only of service"], ["operation", "Only of operation"]];

function tierForm({ quotas, mayAdminister, set }, name, tier) {
  const body = h("tbody", {});
  const members = Object.values(quotas.clients).filter((each) => each === name).length;
  const field = (limit, key, text) => {
    const label = `${text}, a limit of ${name}`;
    if (key === "unit") return h("select", { "aria-label": label, name: key, disabled: !mayAdminister }, UNITS.map(([unit, words]) => h("option", { value: unit, selected: limit.unit === unit }, words)));
    const number = key === "quota" || key === "burst";
    return h("input", { "aria-label": label, name: key, type: number ? "number" : "text", min: number ? "1" : null, max: number ? "50000000" : null,
      required: key === "quota" || key === "per", pattern: key === "per" ? "[0-9]{1,9}(ms|s|m|h|d)" : null, size: key === "per" ? "5" : "12", readonly: !mayAdminister,
      autocomplete: "off", spellcheck: "false", value: String(limit[key] ?? ""), placeholder: key === "burst" ? "as the quota" : key === "per" ? "1m" : null });
  };
  const add = (limit) => {
    const line = h("tr", { "data-name": limit.name ?? null }, COLUMNS.map(([key, text]) => h("td", {}, field(limit, key, text))));
    if (mayAdminister) line.append(h("td", {}, h("button", { type: "button", class: "button small", "aria-label": "Remove a limit of " + name, onclick: () => line.remove() }, "Remove")));
    body.append(line);
    return line;
  };
  tier.limits.forEach(add);
  const concurrent = h("input", { id: "concurrent-" + name, type: "number", min: "0", max: "1000000", value: String(tier.concurrent ?? 0), readonly: !mayAdminister });
  const save = (event) => {
    event.preventDefault();
    const limits = [...body.children].map((line) => {
      const limit = line.dataset.name ? { name: line.dataset.name } : {};
      for (const input of line.querySelectorAll("input, select")) {
        if (input.value.trim()) limit[input.name] = input.type === "number" ? Number(input.value) : input.value.trim();
      }
      return limit;
    });
    set((next) => { next.tiers[name] = { limits, concurrent: Number(concurrent.value || 0) }; }, `The tier ${name} holds from now on.`);
  };
  const remove = async () => {
    if (!await confirmation(`Remove the tier ${name}?`, h("p", {}, members ? `${count(members, "client")} in it will be as all others.` : "No client is in it."), "Remove", "danger")) return;
    set((next) => {
      delete next.tiers[name];
      for (const [client, of] of Object.entries(next.clients)) if (of === name) delete next.clients[client];
      for (const which of ["standardTier", "anonymousTier"]) if (next[which] === name) delete next[which];
    }, `The tier ${name} is removed.`);
  };
  return h("form", { class: "panel tier", onsubmit: save, "aria-label": "Tier " + name },
    h("div", { class: "title" }, h("h3", {}, name, h("span", { class: "badge neutral" }, count(members, "client"))),
      mayAdminister ? h("button", { type: "button", class: "button danger small", "aria-label": "Remove tier " + name, onclick: remove }, "Remove tier") : null),
    h("div", { class: "flush" }, h("table", {}, h("thead", {}, h("tr", {}, COLUMNS.map(([, text]) => h("th", { scope: "col" }, text)), mayAdminister ? h("td", {}) : null)), body)),
    h("div", { class: "row" }, h("label", { for: "concurrent-" + name }, "Operations at once, in one gateway (0: no limit)"), concurrent),
    mayAdminister ? h("div", { class: "buttons" },
      h("button", { type: "button", class: "button", onclick: () => add({ unit: "requests", quota: 60, per: "1m" }).querySelector("select").focus() }, "Add limit"),
      h("button", { class: "button primary", "aria-label": "Save tier " + name }, "Save")) : null);
}

/** With everything that is wrong, and where. */
function refusal(problem, remedy) {
  const errors = problem.body?.errors ?? [];
  return h("div", { class: "panel problem", role: "alert" },
    h("p", {}, h("b", {}, problem.message), " ", h("code", { class: "kind" }, problem.code), " ", remedy ?? null),
    errors.length > 1 ? h("ul", { class: "errors" }, errors.map((error) => h("li", {}, h("code", {}, error.path), " ", error.message))) : null);
}
