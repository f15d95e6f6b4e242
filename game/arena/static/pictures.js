// Pictures of an answer and of the truth: one axis for all, curves, gain over time, bars.

import { PIN, svg } from "./dom.js";
import { barPicture, closeUp, drawnW, label, picture, takesPicture } from "./grid.js";
import { bell, logShare, ticksHz, ticksOf } from "./scales.js";
import { choice as say, trim, trueMinus } from "./say.js";

const PAD = 18;
const DASH = { guess: "5 4", ai: "2 3.5" };

/** The axis that a slider question is answered on. */
export function axisOf(question, { w = drawnW(), pad = PAD, lo = question.answer.lo, hi = question.answer.hi } = {}) {
  const freq = question.answer.kind === "freq";
  const { share } = freq ? logShare(lo, hi) : { share: (value) => (value - lo) / (hi - lo) };
  return { freq, lo, hi, w, at: (value) => pad + Math.min(1, Math.max(0, share(value))) * (w - 2 * pad),
    ticks: freq ? ticksHz(lo, hi) : ticksOf(lo, hi, lo === 50 && question.unit === "%") };
}

export function pin(x, tip, size) {
  return svg("g", { class: "drops" }, svg("path", { d: PIN, fill: "var(--truth)", "fill-rule": "evenodd",
    transform: `translate(${x - size / 2} ${tip - size * 0.96}) scale(${size / 24})` }));
}

export function diamond(x, y, r) {
  return svg("path", { d: `M${x} ${y - r}l${r} ${r}-${r} ${r}-${r}-${r}z`, fill: "var(--ai)", stroke: "var(--well)", "stroke-width": 2 });
}

const ring = (x, y) => svg("circle", { cx: x, cy: y, r: 5.5, fill: "var(--well)", stroke: "var(--ink)", "stroke-width": 2 });
const disc = (x, y) => svg("circle", { cx: x, cy: y, r: 6.5, fill: "var(--ink)", stroke: "var(--well)", "stroke-width": 2 });

/**
 * Draw answers on their axis, each with its own mark, line and height, so that none hides another.
 * @param marks {guess, final, ai, truth, from, to}: values or undefined.
 */
export function axisPicture(question, marks, { curve = null } = {}) {
  const axis = axisOf(question);
  const h = marks.truth === undefined ? 132 : 168;
  const floor = h - 24;
  const shown = ["guess", "final", "ai", "truth"].filter((who) => marks[who] !== undefined && marks[who] !== null);
  const words = shown.map((who) => `${{ guess: "your first guess", final: "your final answer", ai: "the AI", truth: "the truth" }[who]} ${say(marks[who], question)}`).join("; ");
  return picture(axis.w, h, words,
    axis.ticks.map(([value, text, strong]) => [svg("path", { d: `M${axis.at(value)} 0V${floor}`, stroke: strong ? "var(--line)" : "var(--grid)" }),
      label(axis.at(value), h - 7, text, { class: "mn" })]),
    svg("path", { d: `M0 ${floor + 0.5}H${axis.w}`, stroke: "var(--line)" }),
    band(axis, marks, floor), curve ? curvePath(curve, axis, floor) : guessCurve(axis, question, marks, floor),
    shown.map((who) => stand(who, axis.at(marks[who]), floor)));
}

function band(axis, { from, to }, floor) {
  if (from === undefined || from === null) return [];
  return svg("rect", { x: axis.at(from), width: Math.max(2, axis.at(to) - axis.at(from)), y: 0, height: floor, fill: "var(--truth)", opacity: 0.14 });
}

function stand(who, x, floor) {
  const top = { guess: floor - 44, final: floor - 44, ai: floor - 74, truth: 34 }[who];
  const stroke = { truth: "var(--truth)", ai: "var(--ai)" }[who] ?? "var(--ink)";
  const stem = svg("path", { d: `M${x} ${top}V${floor}`, stroke, "stroke-width": who === "truth" ? 2.6 : 1.8, "stroke-dasharray": DASH[who] });
  const head = { guess: () => ring(x, top), final: () => disc(x, top), ai: () => diamond(x, top, 9), truth: () => pin(x, top, 28) }[who]();
  return [stem, head];
}

/** Before the truth is out a frequency guess shows the bell that it means. */
function guessCurve(axis, question, { guess, truth }, floor) {
  if (!axis.freq || guess === undefined || guess === null || truth !== undefined) return [];
  const octave = (axis.w - 2 * PAD) / Math.log2(axis.hi / axis.lo);
  const x0 = axis.at(guess);
  let d = "";
  for (let x = 0; x <= axis.w; x += 2) d += `${d ? "L" : "M"}${x} ${(floor - 4 - 40 * bell((x - x0) / octave)).toFixed(1)}`;
  return svg("path", { d, fill: "none", stroke: "var(--ink)", "stroke-width": 1.6, "stroke-dasharray": DASH.guess });
}

function curvePath({ freq_hz, db }, axis, floor) {
  const most = Math.max(3, ...db.map(Math.abs));
  const up = db.some((value) => value > 0.01);
  const rest = up ? floor - 8 : 44;
  const y = (value) => rest - (value / most) * (floor - 60);
  const inside = freq_hz.map((hz, index) => [hz, db[index]]).filter(([hz]) => hz >= axis.lo && hz <= axis.hi);
  const d = inside.map(([hz, value], index) => `${index ? "L" : "M"}${axis.at(hz).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  return svg("g", { class: "draws" }, svg("path", { d: `${d}L${axis.w - PAD} ${rest}L${PAD} ${rest}Z`, fill: "var(--truth)", opacity: 0.16 }),
    svg("path", { d, fill: "none", stroke: "var(--truth)", "stroke-width": 2.4 }));
}

/** The pictures beside the answers: what the sound really did; may be none. */
export function truthPictures(question, reveal) {
  const { picture: found, truth } = reveal;
  if (!found) return [];
  if (found.kind === "curve") return question.answer.kind === "freq" ? [] : [curvePicture(found)];
  if (found.kind === "gain") return [gainPicture(found, truth.choice)];
  if (found.kind === "bars") return [barsPicture(found, truth.choice)];
  return gridPictures(found, question, truth);
}

function gridPictures(grid, question, truth) {
  const kind = question.answer.kind;
  const offset = truth.params.offset_ms;
  const title = truth.says;
  if (kind === "interval") return [takesPicture(grid, { names: question.clips, truth: truth.choice, title })];
  if (truth.choice === null) return [barPicture(grid, { title })];
  if (kind === "amount") return [barPicture(grid, { title, told: { all: true } })];
  const told = kind === "hit" ? { hit: truth.choice } : { part: truth.choice.part };
  return [barPicture(grid, { title, told, rowH: 36 }), typeof offset === "number" ? closeUp(offset) : []].flat();
}

function curvePicture(curve) {
  const W = drawnW();
  const axis = axisOf({ answer: { kind: "freq", lo: 40, hi: 16000 } });
  const most = Math.max(6, ...curve.db.map((value) => Math.ceil(Math.abs(value))));
  const h = 148;
  const floor = h - 24;
  const y = (db) => floor / 2 + 4 - (db / most) * (floor / 2 - 16);
  const d = curve.freq_hz.map((hz, index) => [hz, curve.db[index]]).filter(([hz]) => hz >= axis.lo && hz <= axis.hi)
    .map(([hz, db], index) => `${index ? "L" : "M"}${axis.at(hz).toFixed(1)} ${y(db).toFixed(1)}`).join("");
  return picture(W, h, "What the equaliser did",
    axis.ticks.map(([value, text, strong]) => [svg("path", { d: `M${axis.at(value)} 0V${floor}`, stroke: strong ? "var(--line)" : "var(--grid)" }), label(axis.at(value), h - 7, text, { class: "mn" })]),
    [most, 0, -most].map((db) => [svg("path", { d: `M0 ${y(db)}H${W}`, stroke: db ? "var(--grid)" : "var(--axis)" }),
      label(4, y(db) - 4, `${db > 0 ? "+" : ""}${trueMinus(String(db))}${db ? " dB" : ""}`, { anchor: "start", class: "knock" })]),
    svg("g", { class: "draws" }, svg("path", { d, fill: "none", stroke: "var(--truth)", "stroke-width": 2.6 })));
}

function gainPicture({ step_s: step, takes }, truth) {
  const W = drawnW();
  const rowH = takes.length > 1 ? 72 : 124;
  const deepest = Math.max(3, ...takes.flat().map((db) => -db));
  const most = Math.max(...takes.map((take) => take.length));
  const left = takes.length > 1 ? 64 : 8;
  const at = (index) => left + (index / Math.max(1, most - 1)) * (W - left - 8);
  const rows = takes.map((take, index) => {
    const top = index * rowH + 10;
    const y = (db) => top - (db / deepest) * (rowH - 20);
    const right = takes.length === 1 || index + 1 === truth;
    const every = Math.max(1, Math.floor(take.length / 340));
    const d = take.filter((_, at_) => at_ % every === 0).map((db, at_) => `${at_ ? "L" : "M"}${at(at_ * every).toFixed(1)} ${y(db).toFixed(1)}`).join("");
    return [svg("path", { d: `M${left} ${top}H${W - 8}`, stroke: "var(--axis)" }),
      takes.length > 1 ? label(8, top + 14, `Take ${index + 1}`, { anchor: "start", fill: right ? "var(--ink)" : "var(--muted)", "font-weight": right ? 600 : 500 }) : "",
      svg("g", { class: "draws" }, svg("path", { d, fill: "none", stroke: right ? "var(--truth)" : "var(--muted)", "stroke-width": right ? 2 : 1.4 }))];
  });
  const h = rowH * takes.length + 20;
  return picture(W, h, `Gain over time, down to ${trim(-deepest)} dB`, rows,
    label(left, h - 5, `gain over ${trim(step * most)} s, deepest ${trim(-deepest)} dB`, { anchor: "start" }));
}

/** One number a take, as points over a line: neither decibels nor tempo begin at a zero that means something. */
function barsPicture({ unit, values }, truth) {
  const W = drawnW();
  const most = Math.max(...values);
  const least = Math.min(...values);
  const y = (value) => 84 - ((value - least) / (most - least || 1)) * 44;
  const wide = (W - 32) / values.length;
  return picture(W, 132, values.map((value, index) => `take ${index + 1} ${trim(value)} ${unit}`).join("; "),
    svg("path", { d: `M16 106.5H${W - 16}`, stroke: "var(--axis)" }),
    values.map((value, index) => {
      const right = index + 1 === truth;
      const x = 16 + wide * (index + 0.5);
      const colour = right ? "var(--truth)" : "var(--muted)";
      return [svg("path", { d: `M${x} ${y(value)}V106`, stroke: colour, "stroke-width": 3 }), svg("circle", { cx: x, cy: y(value), r: 7, fill: colour }),
        label(x, y(value) - 16, `${trim(value)} ${unit}`, { fill: "var(--ink)", "font-weight": 600 }), label(x, 124, `take ${index + 1}`)];
    }));
}
