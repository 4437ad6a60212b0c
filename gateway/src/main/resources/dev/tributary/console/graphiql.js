// GraphiQL, with the plan of what is written in it. The library is large: it is loaded when it is first asked for.

import * as api from "./api.js";
import { h, replace, script } from "./dom.js";
import { answerView, refusalView, takeAsked } from "./plan.js";
import { sdlOf } from "./sdl.js";

/** After the last key, before what was written is planned. */
const PAUSE_MILLIS = 400;

/** What it would otherwise choose itself: a plan takes more room than documentation. */
const FIRST = new Map([["graphiql:docExplorerFlex", "0.55"]]);

/** For those who do not see which editor they are in. */
const LABELS = { queryEditor: "Operation", variableEditor: "Variables", headerEditor: "Headers", responseEditor: "Response" };

let loading;

function load() {
  loading ??= (async () => {
    // Dialogs would keep what is behind them from scrolling by a style element with text in it, which the policy
    // refuses and which is not missed; where elements have this member, the text goes there.
    Object.defineProperty(HTMLStyleElement.prototype, "styleSheet", { value: {} });
    document.head.append(h("link", { rel: "stylesheet", href: "lib/graphiql.css" }));
    for (const name of ["react", "react-dom", "graphiql"]) await script(`lib/${name}.js`);
  })();
  return loading;
}

/** What GraphiQL remembers ends with the tab, as the token does; its appearance is the console's. */
function storage(graph) {
  const prefix = `tributary.graphiql.${graph}.`;
  return {
    getItem: (name) => (name === "graphiql:theme" ? document.documentElement.dataset.theme ?? null
      : sessionStorage.getItem(prefix + name) ?? FIRST.get(name) ?? null),
    setItem: (name, value) => sessionStorage.setItem(prefix + name, value),
    removeItem: (name) => sessionStorage.removeItem(prefix + name),
    clear: () => {},
    length: 0,
  };
}

function planPlugin(graph) {
  const { createElement, useEffect, useRef } = window.React;
  const { useEditorContext } = window.GraphiQL.React;
  const result = h("div", { class: "result", "aria-live": "polite" });
  let turn = 0;
  const plan = async (queryEditor, variableEditor) => {
    const now = ++turn;
    const query = queryEditor.getValue();
    const show = (...content) => { if (now === turn) replace(result, ...content); };
    if (!query.replace(/#.*/g, "").trim()) return show(h("p", { class: "muted" }, "Write an operation: how it would be answered is shown here."));
    try {
      const variables = JSON.parse(variableEditor?.getValue().trim() || "{}");
      const question = { query, variables };
      if (queryEditor.operationName) question.operationName = queryEditor.operationName;
      show(answerView(await api.plan(graph, question)));
    } catch (problem) {
      show(problem instanceof SyntaxError ? h("p", { class: "muted" }, "The variables are not JSON yet.") : refusalView(problem, query));
    }
  };
  const Content = () => {
    const place = useRef(null);
    const editors = useEditorContext({ nonNull: true });
    const { queryEditor, variableEditor } = editors;
    for (const [name, label] of Object.entries(LABELS)) editors[name]?.setOption("screenReaderLabel", label);
    useEffect(() => { place.current.replaceChildren(result); }, []);
    useEffect(() => {
      if (!queryEditor) return undefined;
      let waiting;
      const later = () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => plan(queryEditor, variableEditor), PAUSE_MILLIS);
      };
      plan(queryEditor, variableEditor);
      queryEditor.on("change", later);
      variableEditor?.on("change", later);
      return () => {
        clearTimeout(waiting);
        queryEditor.off("change", later);
        variableEditor?.off("change", later);
      };
    }, [queryEditor, variableEditor]);
    return createElement("div", { ref: place, className: "graphiql-plan" });
  };
  const Icon = () => createElement("svg", { viewBox: "0 0 24 24", width: 24, height: 24, fill: "none", stroke: "currentColor", strokeWidth: 1.7 },
    createElement("rect", { x: 3, y: 3, width: 7, height: 6, rx: 1.5 }), createElement("rect", { x: 14, y: 9, width: 7, height: 6, rx: 1.5 }),
    createElement("rect", { x: 3, y: 15, width: 7, height: 6, rx: 1.5 }), createElement("path", { d: "M10 6h7v3M10 18h7v-3" }));
  return { title: "Plan", icon: Icon, content: Content };
}

function fetcherOf(graph, served) {
  if (graph === served) return window.GraphiQL.createFetcher({ url: new URL("graphql", location.href.replace(/#.*/, "")).href });
  return async () => ({ errors: [{ message: served ? `The gateway here serves ${served}. Operations on ${graph} are planned here, and not run.`
    : "Operations are planned here, and not run." }] });
}

export async function graphiqlPage({ graph, latest }) {
  if (!latest) return [h("h1", {}, "GraphiQL"), h("p", { class: "muted" }, "Nothing was published yet.")];
  const [schema, settings] = await Promise.all([api.schema(graph, latest), api.settings(), load()]);
  const place = h("div", { class: "graphiql-place" });
  // Its editors measure themselves: they must be on the page by then.
  requestAnimationFrame(() => mount(place, graph, schema, settings.graph));
  return [h("h1", { class: "unseen" }, "GraphiQL"), place];
}

function mount(place, graph, schema, served) {
  const { React, ReactDOM, GraphiQL } = window;
  const plan = planPlugin(graph);
  const asked = takeAsked(graph);
  const root = ReactDOM.createRoot(place);
  root.render(React.createElement(GraphiQL, {
    fetcher: fetcherOf(graph, served),
    schema: GraphiQL.GraphQL.buildSchema(sdlOf(schema), { assumeValidSDL: true }),
    storage: storage(graph),
    plugins: [plan],
    visiblePlugin: plan.title,
    defaultEditorToolsVisibility: "variables",
    defaultQuery: "# An operation: its plan is shown beside it.\n\nquery {\n  __typename\n}\n",
    ...(asked ? { query: asked } : {}),
  }));
  addEventListener("hashchange", () => root.unmount(), { once: true });
}
