// Makes elements. Text is always set as text, so a name can never become markup; no style attributes, as the page forbids them.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attrs, children) {
  for (const [key, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) node.style.setProperty(key, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Return an HTML element; attributes that are null or false are left out, `onclick` and the like are listeners. */
export function el(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
}

/** Return an SVG element. */
export function svg(tag, attrs = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attrs, children);
}

export const PIN = "M12 1.5c-4.7 0-8.3 3.6-8.3 8.2 0 5.6 5.6 9.6 8.3 13.3 2.7-3.7 8.3-7.7 8.3-13.3 0-4.6-3.6-8.2-8.3-8.2zm0 5.2a3.3 3.3 0 1 1 0 6.6 3.3 3.3 0 0 1 0-6.6z";
const MARKS = {
  truth: [["path", { d: PIN, fill: "currentColor", "fill-rule": "evenodd" }]],
  ai: [["path", { d: "M12 1.5 22.5 12 12 22.5 1.5 12z", fill: "currentColor" }]],
  guess: [["circle", { cx: 12, cy: 12, r: 7.5, fill: "none", stroke: "currentColor", "stroke-width": 3 }]],
  final: [["circle", { cx: 12, cy: 12, r: 8.5, fill: "currentColor" }]],
  tick: [["path", line("m4 12.5 5.5 5.5L20.5 6.5")]],
  cross: [["path", line("m6 6 12 12M18 6 6 18")]],
  dots: [5, 12, 19].map((cx) => ["circle", { cx, cy: 12, r: 2, fill: "currentColor" }]),
  bang: [["path", { d: "M12 3v11", stroke: "currentColor", "stroke-width": 4, "stroke-linecap": "round" }],
    ["circle", { cx: 12, cy: 20.5, r: 2.5, fill: "currentColor" }]],
  play: [["path", { d: "M7 4.5v15L19.5 12z", fill: "currentColor" }]],
  stop: [["rect", { x: 5, y: 5, width: 14, height: 14, rx: 2, fill: "currentColor" }]],
  left: [["path", line("m15 5-7 7 7 7")]],
  right: [["path", line("m9 5 7 7-7 7")]],
  lefts: [["path", line("M12 5 5 12l7 7M19 5l-7 7 7 7")]],
  rights: [["path", line("m12 5 7 7-7 7M5 5l7 7-7 7")]],
  wave: bars(1, 1),
  away: bars(0.3, 0.3),
  ear: [["path", line("M12.5 2.5a9.5 9.5 0 1 1-9.3 7.5M12.5 2.5c5 1.5 6 8 2 10.5-3 1.9-6.5-.5-5.5-3.5", 2.5)]],
};

function line(d, width = 3) {
  return { d, fill: "none", stroke: "currentColor", "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" };
}

function bars(middle, last) {
  const bar = (d, opacity) => ["path", { d, stroke: "currentColor", "stroke-width": 4, "stroke-linecap": "round", opacity }];
  return [bar("M4 20v-5", 1), bar("M12 20V10", middle), bar("M20 20V4", last)];
}

/** Return one of the marks as an icon that says nothing by itself. */
export function mark(name, size = "") {
  const parts = MARKS[name].map(([tag, attrs]) => svg(tag, attrs));
  return svg("svg", { class: `mark m-${name} ${size}`.trim(), viewBox: "0 0 24 24", "aria-hidden": "true" }, parts);
}

/** Return a button that calls `act`. */
export function button(words, act, { kind = "", ...attrs } = {}) {
  return el("button", { type: "button", class: `btn ${kind}`.trim(), onclick: act, ...attrs }, words);
}

/** Return a notice: what is wrong, and what to do. */
export function notice(title, words, ...more) {
  return el("div", { class: "notice", role: "status" }, mark("bang"), el("div", {}, el("p", { class: "strong" }, title), el("p", {}, words), ...more));
}

/** Return a choice of a few, as real radio buttons in a drawn row. */
export function segments(name, legend, options, { value = null, disabled = false, onpick = () => {}, kind = "" } = {}) {
  const parts = options.map(([key, words]) =>
    el("label", {}, el("input", { type: "radio", name, value: key, checked: key === value, disabled, onchange: () => onpick(key) }), words));
  return el("fieldset", { class: `field ${kind}`.trim() }, el("legend", { class: "lab" }, legend), el("div", { class: "seg" }, parts));
}
