// Where schemas are written: CodeMirror in the console's colours, with problems marked at their lines. The library is loaded
// when it is first asked for.

import { h, script } from "./dom.js";
import { tokens } from "./code.js";

/** Who mends so many finds the next ones then. */
const MOST_MARKED = 50;

let loading;

function load() {
  loading ??= (async () => {
    document.head.append(h("link", { rel: "stylesheet", href: "lib/codemirror.css" }));
    await script("lib/codemirror.js");
    await script("lib/codemirror-yaml.js");
    window.CodeMirror.defineMode("graphql-schema", schemaMode);
  })();
  return loading;
}

/** The same colours as where schemas are read; a description may go on over lines. */
function schemaMode() {
  return {
    startState: () => ({ described: false }),
    copyState: (state) => ({ ...state }),
    token(stream, state) {
      if (state.described) {
        if (stream.match(/^.*?"""/)) state.described = false;
        else stream.skipToEnd();
        return "tok-string";
      }
      if (stream.match('"""')) {
        state.described = true;
        return "tok-string";
      }
      const [token] = tokens(stream.string.slice(stream.pos));
      if (token?.start === 0) {
        stream.pos += token.text.length;
        return "tok-" + token.kind;
      }
      // A name that is none of these is passed over whole.
      if (!stream.match(/^[A-Za-z_]\w*/)) stream.next();
      return null;
    },
  };
}

/**
 * An editor of source text. Tab leaves it, as it leaves every other field.
 *
 * @param language graphql-schema or yaml
 * @returns element, text, refresh() for when it was hidden, and mark(problems) with problems of {line, column, message}
 */
export async function sourceEditor({ label, text = "", rows = 18, language, onrun }) {
  await load();
  const element = h("div", { class: `code source rows-${rows}` });
  const editor = window.CodeMirror(element, {
    value: text, mode: language, lineNumbers: true, tabSize: 2, indentUnit: 2, screenReaderLabel: label, spellcheck: false,
    gutters: ["problems", "CodeMirror-linenumbers"],
    extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": () => onrun?.(), "Cmd-Enter": () => onrun?.() },
  });
  // As all that scrolls: CodeMirror's own field is beside it.
  Object.entries({ tabindex: "0", role: "group", "aria-label": "What is written" }).forEach((each) => editor.getScrollerElement().setAttribute(...each));
  let marked = [];
  const unmark = () => {
    editor.clearGutter("problems");
    marked.forEach((mark) => mark.clear());
    marked = [];
  };
  const mark = (problems) => editor.operation(() => {
    unmark();
    const here = problems.filter(({ line }) => line >= 1 && line <= editor.lineCount()).slice(0, MOST_MARKED);
    for (const { line, column, message } of here) {
      const from = { line: line - 1, ch: Math.max(0, (column ?? 1) - 1) };
      const word = editor.findWordAt(from);
      const to = word.head.ch > from.ch ? word.head : { line: from.line, ch: editor.getLine(from.line).length };
      marked.push(editor.markText(from, to, { className: "wrong" }));
      const shown = editor.addLineWidget(from.line, h("div", { class: "wrong-here" }, message), { noHScroll: true });
      editor.addLineClass(from.line, "background", "wrong-line");
      marked.push(shown, { clear: () => editor.removeLineClass(shown.line, "background", "wrong-line") });
      editor.setGutterMarker(from.line, "problems", h("span", { class: "wrong-mark", title: message }, "●"));
    }
    if (here.length) editor.scrollIntoView({ line: here[0].line - 1, ch: 0 }, 60);
  });
  // What was said of a text is not true of another.
  editor.on("change", () => { if (marked.length) unmark(); });
  return {
    element,
    mark,
    refresh: () => editor.refresh(),
    get text() { return editor.getValue(); },
    set text(value) { editor.setValue(value); },
  };
}
