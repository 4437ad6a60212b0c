// Who may do what in this registry: its tokens.

import * as api from "./api.js";
import { h, confirmation, count, replace, toast, when } from "./dom.js";
import { problemView } from "./publish.js";

const ROLES = [["read", "look, and serve as a gateway"], ["publish", "do what read may, and check, publish, retire and roll back"], ["admin", "do all of that, and set rules, contracts and alerts; for * also issue tokens"]];

export async function tokensPage({ graphs, me, refresh }) {
  const tokens = await api.tokens();
  const note = h("div", { "aria-live": "polite" });
  const good = tokens.filter((each) => !each.revokedAt);
  const revoke = async (token) => {
    if (!await confirmation(`Revoke ${token.label}?`, h("p", {}, "Whoever uses it is refused from now on. This cannot be taken back.",
      token.id === me.id ? h("b", {}, " It is the one that you are signed in with.") : null), "Revoke", "danger")) return;
    try {
      await api.revokeToken(token.id);
      toast(`${token.label} is revoked.`);
      refresh();
    } catch (problem) {
      replace(note, problemView(problem, () => undefined));
    }
  };
  return [
    h("h1", {}, "Tokens"),
    h("p", { class: "lead" }, `${count(good.length, "token")} of ${tokens.length} that were issued can be used. The registry keeps only a hash of each.`),
    form(graphs, refresh), note,
    h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Label", "Role", "For", "Issued", "State"].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, tokens.toReversed().map((token) => h("tr", { class: token.revokedAt ? "past" : null },
        h("th", { scope: "row" }, token.label, " ", h("code", { class: "kind" }, token.id), token.id === me.id ? h("span", { class: "badge neutral" }, "yours") : null),
        h("td", {}, h("span", { class: "badge " + (token.role === "admin" ? "dangerous" : "neutral") }, token.role)),
        h("td", {}, token.scope === "*" ? "everything" : token.scope),
        h("td", {}, when(token.issuedAt)),
        h("td", {}, token.revokedAt ? ["revoked ", when(token.revokedAt)]
          : h("button", { type: "button", class: "button danger small", "aria-label": "Revoke " + token.label, onclick: () => revoke(token) }, "Revoke"))))))),
  ];
}

function form(graphs, refresh) {
  const label = h("input", { id: "token-label", type: "text", required: true, maxlength: "100", autocomplete: "off", placeholder: "reviews-ci" });
  const role = h("select", { id: "token-role" }, ROLES.map(([name, may]) => h("option", { value: name, title: may }, name)));
  const may = h("p", { class: "muted", id: "token-may" }, "may " + ROLES[0][1]);
  role.addEventListener("change", () => replace(may, "may " + ROLES.find(([name]) => name === role.value)[1]));
  role.setAttribute("aria-describedby", "token-may");
  const scope = h("input", { id: "token-scope", type: "text", required: true, list: "token-scopes", autocomplete: "off", spellcheck: "false", placeholder: "shop, shop@prod, or * for everything" });
  const result = h("div", { "aria-live": "polite" });
  const issue = async (event) => {
    event.preventDefault();
    try {
      const issued = await api.issueToken({ label: label.value.trim(), role: role.value, scope: scope.value.trim() });
      label.value = "";
      replace(result, shownOnce(issued, refresh));
      result.querySelector("input").select();
    } catch (problem) {
      replace(result, problemView(problem, () => undefined));
    }
  };
  return h("form", { class: "panel publish", onsubmit: issue },
    h("h2", {}, "New token"),
    h("div", { class: "fields" },
      h("div", {}, h("label", { for: "token-label" }, "Label"), label),
      h("div", {}, h("label", { for: "token-scope" }, "For"), scope, h("datalist", { id: "token-scopes" },
        [...new Set(graphs.flatMap((each) => [each.graph.replace(/@.*/, ""), each.graph]))].map((each) => h("option", { value: each })), h("option", { value: "*" }))),
      h("div", {}, h("label", { for: "token-role" }, "Role"), role, may)),
    h("div", { class: "buttons" }, h("button", { class: "button primary" }, "Issue token")), result);
}

function shownOnce(issued, refresh) {
  const secret = h("input", { type: "text", readonly: true, value: issued.token, "aria-label": "The new token", class: "secret", spellcheck: "false" });
  const copy = async () => {
    secret.select();
    await navigator.clipboard?.writeText(issued.token).then(() => toast("Copied."), () => {});
  };
  return h("div", { class: "panel once" },
    h("p", {}, h("b", {}, issued.label), " is issued. This is shown once:"),
    h("div", { class: "row" }, secret, h("button", { type: "button", class: "button", onclick: copy }, "Copy"),
      h("button", { type: "button", class: "button", onclick: refresh }, "Done")));
}
