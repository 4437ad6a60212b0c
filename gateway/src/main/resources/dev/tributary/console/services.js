// Which services share which entities, drawn.

import * as api from "./api.js";
import { h, svg, chip, hue, scrolling } from "./dom.js";

const ROW = 40, BOX = 28, WIDTH = 900, LEFT = 240, RIGHT = 620;

export async function servicesPage({ graph, latest, link }) {
  if (!latest) return [h("h1", {}, "Services"), h("p", { class: "muted" }, "Nothing was published yet.")];
  const schema = await api.schema(graph, latest);
  const services = [...new Set(schema.services.map((each) => each.name))];
  const entities = schema.types.filter((type) => type.keys).map((type) => ({ name: type.name, keys: type.keys, of: [...new Set(type.keys.map((key) => key.service))] }));
  return [
    h("h1", {}, "Services and entities"),
    h("p", { class: "lead" }, "A line says that a service knows an entity by a key. Dashed: it refers to the entity, and cannot be asked for it."),
    entities.length ? drawing(order(services, entities), graph, link) : h("p", { class: "muted" }, "No type has a key: the services share no entities."),
    entities.length ? [h("h2", {}, "Entities"), h("div", { class: "panel flush" }, h("table", {},
      h("thead", {}, h("tr", {}, ["Entity", "Services", "Keys"].map((each) => h("th", { scope: "col" }, each)))),
      h("tbody", {}, entities.toSorted((one, other) => other.of.length - one.of.length).map((entity) => h("tr", {},
        h("th", { scope: "row" }, h("a", { href: link(graph, "schema", entity.name), "data-row": true }, entity.name)),
        h("td", {}, h("span", { class: "chips" }, entity.of.map((service) => chip(service)))),
        h("td", {}, [...new Set(entity.keys.map((key) => key.fields))].map((key) => [h("code", {}, key), " "])))))))] : null,
  ];
}

/** Both columns by the mean place of what they are connected to, a few times over: fewer lines cross. */
function order(services, entities) {
  let left = services.map((name) => ({ name, of: entities.filter((entity) => entity.of.includes(name)) }));
  let right = [...entities];
  const mean = (places) => (places.length ? places.reduce((sum, each) => sum + each, 0) / places.length : 1e9);
  for (let round = 0; round < 6; round++) {
    const placeOfService = new Map(left.map((each, i) => [each.name, i / left.length]));
    right = right.toSorted((one, other) => mean(one.of.map((each) => placeOfService.get(each))) - mean(other.of.map((each) => placeOfService.get(each))));
    const placeOfEntity = new Map(right.map((each, i) => [each.name, i / right.length]));
    left = left.toSorted((one, other) => mean(one.of.map((each) => placeOfEntity.get(each.name))) - mean(other.of.map((each) => placeOfEntity.get(each.name))));
  }
  return { left, right };
}

function drawing({ left, right }, graph, link) {
  const rows = Math.max(left.length, right.length);
  const height = rows * ROW + 16;
  const place = (i, of) => 8 + (i + (rows - of) / 2) * ROW + ROW / 2;
  const leftAt = new Map(left.map((each, i) => [each.name, place(i, left.length)]));
  const lines = [];
  right.forEach((entity, i) => {
    const y = place(i, right.length);
    for (const service of entity.of) {
      const from = leftAt.get(service);
      const keys = entity.keys.filter((key) => key.service === service);
      const bend = (RIGHT - LEFT) / 2;
      lines.push(svg("path", {
        d: `M${LEFT},${from} C${LEFT + bend},${from} ${RIGHT - bend},${y} ${RIGHT},${y}`,
        class: `edge ${hue(service)}${keys.some((key) => key.resolvable) ? "" : " reference"}`, "data-service": service, "data-entity": entity.name,
      }, svg("title", {}, `${service} knows ${entity.name} by ${keys.map((key) => key.fields).join("; ")}`)));
    }
  });
  const node = (kind, name, x, y, width, href) => svg("a", { href, class: `node ${kind} ${kind === "service" ? hue(name) : ""}`, ["data-" + kind]: name, "aria-label": `${kind} ${name}` },
    svg("rect", { x, y: y - BOX / 2, width, height: BOX, rx: 7 }),
    svg("text", { x: x + width / 2, y: y + 4.5, "text-anchor": "middle" }, name.length > 28 ? name.slice(0, 27) + "…" : name));
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, class: "graph", role: "group", "aria-label": "Services on the left, entities on the right" },
    svg("g", {}, lines),
    left.map((each) => node("service", each.name, LEFT - 210, leftAt.get(each.name), 210, link(graph, "subgraph", each.name))),
    right.map((each, i) => node("entity", each.name, RIGHT, place(i, right.length), 240, link(graph, "schema", each.name))));
  const light = (event) => {
    const over = event.type === "pointerout" || event.type === "focusout" ? null : event.target.closest(".node");
    picture.classList.toggle("dimmed", over !== null);
    const { service, entity } = over?.dataset ?? {};
    const seen = new Set();
    for (const line of picture.querySelectorAll(".edge")) {
      const lit = over !== null && (line.dataset.service === service || line.dataset.entity === entity);
      line.classList.toggle("lit", lit);
      if (lit) seen.add("s " + line.dataset.service).add("e " + line.dataset.entity);
    }
    for (const each of picture.querySelectorAll(".node")) {
      each.classList.toggle("lit", each === over || seen.has(each.dataset.service ? "s " + each.dataset.service : "e " + each.dataset.entity));
    }
  };
  for (const type of ["pointerover", "pointerout", "focusin", "focusout"]) picture.addEventListener(type, light);
  return scrolling("Services and entities", { class: "panel drawing" }, picture);
}
