// Answers that are picked: one of a few takes or hits, or a part and the way it moved.

import { el, mark, svg } from "./dom.js";
import { capital, sameAnswer } from "./say.js";
import { barPicture } from "./grid.js";

function radio(value, checked, onpick, label) {
  return el("input", { type: "radio", name: "pad", checked, onchange: () => onpick(value), "aria-label": label });
}

/** Two or three takes, or four hits, as tall boxes with their number. */
export function boxes(question, { value, onchange }) {
  const { kind, choices } = question.answer;
  const what = kind === "hit" ? "hit" : "take";
  const row = el("div", { class: `boxes n${choices.length}`, role: "radiogroup", "aria-label": question.title },
    choices.map((choice) => el("label", {}, radio(choice, value === choice, onchange, `${capital(what)} ${choice}`),
      el("span", { class: "big", "aria-hidden": "true" }, String(choice)), el("span", { class: "xs muted", "aria-hidden": "true" }, what))));
  if (kind !== "hit" || !question.grid) return row;
  const picture = el("figure", { class: "well bar" }, barPicture(question.grid, { title: "Where the four hits are" }));
  return el("div", { class: "hits" }, picture, row);
}

/** A table of parts by early and late. */
export function moves(question, { value, onchange }) {
  const parts = [...new Set(question.answer.choices.map((choice) => choice.part))];
  const cell = (part, direction) => el("label", {}, radio({ part, direction }, sameAnswer(value, { part, direction }), onchange, `${capital(part)} ${direction}`), stroke(direction));
  return el("div", { class: "moves", role: "radiogroup", "aria-label": "Part, early or late" },
    el("span", { class: "hd", "aria-hidden": "true" }, ""), el("span", { class: "hd", "aria-hidden": "true" }, "Early"), el("span", { class: "hd", "aria-hidden": "true" }, "Late"),
    parts.map((part) => [el("span", { class: "part", "aria-hidden": "true" }, capital(part)), cell(part, "early"), cell(part, "late")]));
}

function stroke(direction) {
  return svg("svg", { width: 84, height: 40, viewBox: "-28 -14 56 28", "aria-hidden": "true" },
    svg("path", { d: "M0-14v28", stroke: "currentColor", "stroke-dasharray": "2 3" }),
    svg("rect", { x: direction === "early" ? -13 : 5, y: -10, width: 8, height: 20, rx: 4, fill: "currentColor" }));
}

/** The answer "nothing was changed", where a question allows it. */
export function nothing(checked, onchange) {
  return el("label", { class: "nothing" }, el("input", { type: "checkbox", checked, onchange: (event) => onchange(event.target.checked) }),
    mark("tick"), "Nothing was changed");
}
