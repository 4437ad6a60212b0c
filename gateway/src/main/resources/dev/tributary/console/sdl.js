// The schema that clients see, as text: of the explorer's JSON, for GraphiQL.

const BUILT_IN = new Set(["ID", "String", "Int", "Float", "Boolean"]);

const described = (element, indent) => (element.description ? `${indent}${JSON.stringify(element.description)}\n` : "");

const deprecated = (element) => (element.deprecated === undefined ? "" : ` @deprecated(reason: ${JSON.stringify(element.deprecated)})`);

const visible = (elements) => (elements ?? []).filter((each) => !each.inaccessible);

const input = (each) => `${each.name}: ${each.type}${each.default === undefined ? "" : " = " + each.default}`;

function field(each) {
  const taken = visible(each.arguments);
  const signature = each.arguments ? `${each.name}${taken.length ? `(${taken.map(input).join(", ")})` : ""}: ${each.type}` : input(each);
  return `${described(each, "  ")}  ${signature}${deprecated(each)}`;
}

const block = (lines) => (lines.length ? ` {\n${lines.join("\n")}\n}` : "");

function definition(type) {
  const name = `${type.kind} ${type.name}`;
  switch (type.kind) {
    case "scalar": return name;
    case "union": return `${name} = ${type.members.join(" | ")}`;
    case "enum": return name + block(visible(type.values).map((value) => `${described(value, "  ")}  ${value.name}${deprecated(value)}`));
    default: return name + (type.interfaces ? ` implements ${type.interfaces.join(" & ")}` : "") + block(visible(type.fields).map(field));
  }
}

/** @param schema as the registry tells it */
export function sdlOf(schema) {
  const types = visible(schema.types).filter((type) => !BUILT_IN.has(type.name));
  const hidden = new Set(schema.types.filter((type) => type.inaccessible).map((type) => type.name));
  const shown = types.map((type) => ({ ...type, interfaces: shownOf(type.interfaces, hidden), members: shownOf(type.members, hidden) }));
  const roots = Object.entries(schema.roots).map(([operation, type]) => `  ${operation}: ${type}`);
  return [`schema${block(roots)}`, ...shown.map((type) => described(type, "") + definition(type))].join("\n\n");
}

function shownOf(names, hidden) {
  const shown = names?.filter((name) => !hidden.has(name));
  return shown?.length ? shown : undefined;
}
