// Builds elements. Text is only ever set as text: nothing that comes from a schema is read as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

/** Loads a library's script, once it is known to be needed. */
export function script(address) {
  return new Promise((resolve, reject) => {
    document.head.append(h("script", { src: address, onload: resolve, onerror: () => reject(new Error(address + " cannot be loaded")) }));
  });
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

const RELATIVE = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const UNITS = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];

export function when(instant) {
  const date = new Date(instant);
  const seconds = (date - Date.now()) / 1000;
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  const text = unit ? RELATIVE.format(Math.trunc(seconds / unit[1]), unit[0]) : "just now";
  return h("time", { datetime: date.toISOString(), title: date.toLocaleString() }, text);
}

export function count(number, one, many = one + "s") {
  return `${number.toLocaleString("en")} ${number === 1 ? one : many}`;
}

/** The same colour for a service wherever it is shown. */
export function hue(name) {
  let hash = 7;
  for (const character of name) hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  return "hue-" + (hash % 12);
}

export function chip(service, ...more) {
  return h("span", { class: "chip " + hue(service) }, h("span", { class: "dot" }), service, ...more);
}

/** What scrolls can be reached and scrolled by keyboard. */
export function scrolling(label, properties, ...children) {
  return h("div", { role: "region", "aria-label": label, tabindex: "0", ...properties }, ...children);
}

let openTitles = 0;

/** Asks before something is done; resolves to whether it shall be. */
export function confirmation(title, content, action, kind = "primary") {
  return new Promise((resolve) => {
    const id = "dialog-title-" + ++openTitles;
    const dialog = h("dialog", { class: "confirm", "aria-labelledby": id },
      h("h2", { id }, title),
      h("div", { class: "dialog-body" }, content),
      h("div", { class: "buttons" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel"),
        h("button", { type: "button", class: "button " + kind, onclick: () => dialog.close("yes") }, action)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function toast(text) {
  const note = h("div", { class: "toast", role: "status" }, text);
  document.body.append(note);
  setTimeout(() => note.remove(), 5000);
}
