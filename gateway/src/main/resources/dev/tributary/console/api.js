// The registry's HTTP API. The token is sent as a header by this code alone, never by the browser of
// its own accord, so that no other site can act with it; it ends with the tab.

const BASE = "/registry/v1";
const KEY = "tributary.token";

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail ?? "The registry answered with status " + status);
    this.status = status;
    this.code = body.code ?? "HTTP_" + status;
    this.body = body;
  }
}

export function signedIn() {
  return sessionStorage.getItem(KEY) !== null;
}

export function keepToken(token) {
  sessionStorage.setItem(KEY, token);
}

export function signOut() {
  sessionStorage.clear();
  cache.clear();
}

async function call(method, path, body) {
  const headers = { authorization: "Bearer " + sessionStorage.getItem(KEY), accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(BASE + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Problem(0, { code: "UNREACHABLE", detail: "The registry cannot be reached." });
  }
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  throw new Problem(response.status, await response.json().catch(() => ({})));
}

export const get = (path) => call("GET", path);
export const send = (method, path, body) => call(method, path, body);

const graphPath = (graph) => "/graphs/" + encodeURIComponent(graph);

export const graphs = () => get("/graphs").then((answer) => answer.graphs);
export const whoAmI = () => get("/token");
export const subgraphs = (graph) => get(graphPath(graph) + "/subgraphs").then((answer) => answer.subgraphs);
/** Without their schemas, which may be megabytes. */
export const subgraphHeads = (graph) => get(graphPath(graph) + "/subgraphs?schemas=none").then((answer) => answer.subgraphs);
/** One with its schema; undefined when there is none of this name. */
export const subgraph = (graph, name) => get(`${graphPath(graph)}/subgraphs?name=${encodeURIComponent(name)}`).then((answer) => answer.subgraphs[0]);
export const history = (graph, before, limit = 50) =>
  get(`${graphPath(graph)}/history?limit=${limit}${before ? "&before=" + before : ""}`).then((answer) => answer.versions);
export const gateways = (graph) => get(graphPath(graph) + "/gateways").then((answer) => answer.gateways);
export const check = (graph, change) => send("POST", graphPath(graph) + "/check", change);
export const publish = (graph, change) => send("POST", graphPath(graph) + "/publish", change);
export const rollBack = (graph, change) => send("POST", graphPath(graph) + "/rollback", change);
export const plan = (graph, question) => send("POST", graphPath(graph) + "/plan", question);

const none = (problem) => { if (problem.status === 404) return null; throw problem; };
/** What makes the variant a contract; null when it is none. */
export const contract = (graph) => get(graphPath(graph) + "/contract").catch(none);
export const contracts = (graph) => get(graphPath(graph) + "/contracts").then((answer) => answer.contracts);
export const setContract = (graph, wanted) => send("PUT", graphPath(graph) + "/contract", wanted);
export const removeContract = (graph) => send("DELETE", graphPath(graph) + "/contract");
export const lintRules = (graph) => get(graphPath(graph) + "/lint").then((answer) => answer.rules);
export const lintFindings = (graph) => get(graphPath(graph) + "/lint/findings");
export const setLintRules = (graph, rules) => send("PUT", graphPath(graph) + "/lint", { rules });
export const alerts = (graph) => get(graphPath(graph) + "/alerts").then((answer) => answer.alerts);
export const addAlert = (graph, wanted) => send("POST", graphPath(graph) + "/alerts", wanted);
export const testAlert = (graph, id) => send("POST", `${graphPath(graph)}/alerts/${encodeURIComponent(id)}/test`, {});
export const removeAlert = (graph, id) => send("DELETE", `${graphPath(graph)}/alerts/${encodeURIComponent(id)}`);
export const documents = (graph) => get(graphPath(graph) + "/documents").then((answer) => answer.documents);
/** All are added or none. */
export const addDocuments = (graph, manifest) => send("POST", graphPath(graph) + "/documents", manifest);
export const removeDocument = (graph, id) => send("DELETE", `${graphPath(graph)}/documents/${encodeURIComponent(id)}`);
export const tokens = () => get("/tokens").then((answer) => answer.tokens);
export const issueToken = (wanted) => send("POST", "/tokens", wanted);
export const revokeToken = (id) => send("DELETE", "/tokens/" + encodeURIComponent(id));
/** The keys of a graph's clients, without their secrets. */
export const keys = (graph) => get(graphPath(graph) + "/keys").then((answer) => answer.keys);
export const createKey = (graph, wanted) => send("POST", graphPath(graph) + "/keys", wanted);
export const revokeKey = (graph, id) => send("DELETE", graphPath(graph) + "/keys/" + encodeURIComponent(id));
export const quotas = (graph) => get(graphPath(graph) + "/quotas");
/** @param quotas with the revision that they were made from */
export const setQuotas = (graph, quotas) => send("PUT", graphPath(graph) + "/quotas", quotas);
/** What each client used in the last days, today among them. */
export const usedBy = (graph, days) => get(`${graphPath(graph)}/usage/clients?days=${days}&limit=200`).then((answer) => answer.clients);
/** @param graph none for the changes of all */
export const audit = (graph, before, limit) =>
  get(`${graph ? graphPath(graph) : ""}/audit?limit=${limit}${before ? "&before=" + before : ""}`).then((answer) => answer.entries);

/** What the server of these pages says of itself: which graph operations can be sent to. */
export const settings = () => fetch("settings.json").then((answer) => answer.json());

export const usageDays = (graph) => get(graphPath(graph) + "/usage").then((answer) => answer.daily);
export const operations = (graph, offset, limit, days = 30) =>
  get(`${graphPath(graph)}/usage/operations?offset=${offset}&limit=${limit}&days=${days}`).then((answer) => answer.operations);
export const operation = (graph, hash) => get(`${graphPath(graph)}/usage/operations/${encodeURIComponent(hash)}`);
export const traffic = (graph, range) => get(`${graphPath(graph)}/traffic?range=${range}`);
export const recentRequests = (graph) => get(graphPath(graph) + "/requests").then((answer) => answer.requests);
/** The fields that were used most, the most used first. */
export const fieldsUsedMost = (graph, days, most) => get(`${graphPath(graph)}/usage/coordinates?days=${days}&most=${most}`).then((answer) => answer.coordinates);
export const clients = (graph, days = 30) => get(`${graphPath(graph)}/usage/clients?days=${days}`).then((answer) => answer.clients);

// Versions never change; a schema is that of a version.
const cache = new Map();

export async function version(graph, number) {
  const key = graph + " " + number;
  if (!cache.has(key)) {
    if (cache.size > 20) cache.delete(cache.keys().next().value);
    cache.set(key, await get(`${graphPath(graph)}/versions/${number}?schemas=changed`));
  }
  return cache.get(key);
}

/** With the schemas of all its subgraphs. */
export const wholeVersion = (graph, number) => get(`${graphPath(graph)}/versions/${number}`);

export async function schema(graph, latest) {
  const key = graph + " schema";
  if (cache.get(key)?.version !== latest) cache.set(key, await get(graphPath(graph) + "/schema"));
  return cache.get(key);
}

export const knownSchema = (graph) => cache.get(graph + " schema");
