// What changed between two texts, line by line.

import { h, scrolling } from "./dom.js";
import { highlighted } from "./code.js";

const CONTEXT = 3;

/** Texts that differ in more lines than this are shown as one replaced by the other. */
const MOST_EDITS = 3000;

/** Rows of {sign, before, after, text}, by Myers' algorithm (An O(ND) Difference Algorithm, 1986). */
export function lines(before, after) {
  const a = before.split("\n"), b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const rows = [];
  for (let i = 0; i < start; i++) rows.push({ sign: " ", before: i + 1, after: i + 1, text: a[i] });
  rows.push(...middle(a.slice(start, a.length - end), b.slice(start, b.length - end), start));
  for (let i = end; i > 0; i--) {
    rows.push({ sign: " ", before: a.length - i + 1, after: b.length - i + 1, text: a[a.length - i] });
  }
  return rows;
}

function middle(a, b, offset) {
  const removed = (i) => ({ sign: "-", before: offset + i + 1, text: a[i] });
  const added = (j) => ({ sign: "+", after: offset + j + 1, text: b[j] });
  const trace = [];
  let frontier = new Map([[1, 0]]);
  let found = a.length === 0 && b.length === 0;
  for (let d = 0; !found && d <= Math.min(a.length + b.length, MOST_EDITS); d++) {
    trace.push(new Map(frontier));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && frontier.get(k - 1) < frontier.get(k + 1)) ? frontier.get(k + 1) : frontier.get(k - 1) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      frontier.set(k, x);
      if (x >= a.length && x - k >= b.length) {
        found = true;
        break;
      }
    }
  }
  if (!found) return [...a.keys().map(removed), ...b.keys().map(added)];
  const rows = [];
  let x = a.length, y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const k = x - y;
    const seen = trace[d];
    const fromK = k === -d || (k !== d && seen.get(k - 1) < seen.get(k + 1)) ? k + 1 : k - 1;
    const fromX = seen.get(fromK), fromY = fromX - fromK;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      x--; y--;
      rows.push({ sign: " ", before: offset + x + 1, after: offset + y + 1, text: a[x] });
    }
    if (d > 0) {
      if (x === fromX) rows.push(added(--y));
      else rows.push(removed(--x));
    }
  }
  return rows.reverse();
}

export function diffView(label, before, after) {
  const rows = lines(before, after);
  const near = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    if (row.sign !== " ") near.fill(1, Math.max(0, i - CONTEXT), i + CONTEXT + 1);
  });
  const shown = [];
  let hidden = 0;
  const gap = () => {
    if (hidden) shown.push(h("div", { class: "line gap" }, `${hidden} unchanged ${hidden === 1 ? "line" : "lines"}`));
    hidden = 0;
  };
  rows.forEach((row, i) => {
    if (!near[i]) return void hidden++;
    gap();
    const kind = row.sign === "+" ? "added" : row.sign === "-" ? "removed" : "";
    shown.push(h("div", { class: "line " + kind },
      h("span", { class: "number" }, row.before ? String(row.before) : ""),
      h("span", { class: "number" }, row.after ? String(row.after) : ""),
      h("span", { class: "sign" }, row.sign),
      h("span", { class: "content" }, highlighted(row.text))));
  });
  gap();
  return scrolling(label, { class: "code diff" }, shown);
}
