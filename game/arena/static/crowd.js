// The class in one picture: every answer a dot, its middle, the AI and the truth on one axis.

import { svg } from "./dom.js";
import { diamond, pin } from "./pictures.js";
import { ticksHz, ticksOf } from "./scales.js";
import { capital, choice, sameAnswer, tie } from "./say.js";

const WALL_W = 1760;
const DESK_W = 860;
const H = 452;
const FLOOR = 384;
const TOP = 70;
const DOT = 21;
const LINE = 34;
const NUMBER_Y = TOP + LINE;
const PIN_CLEAR = 28;
const COLUMN_OCT = 1 / 12;

const words = (x, y, text, attrs = {}) => svg("text", { x, y, "font-size": 32, fill: "var(--muted)", ...attrs }, text);

/** Return the picture for the wall, or with larger words for the desk. */
export function classPicture(question, reveal, { desk = false } = {}) {
  const w = desk ? DESK_W : WALL_W;
  const says = `Truth: ${choice(reveal.truth.choice, question)}. ${reveal.whole.middle === null ? "" : `Class middle: ${choice(reveal.whole.middle, question)}. `}${reveal.ai ? `The AI: ${reveal.ai.v === null ? "could not tell" : choice(reveal.ai.v, question)}.` : ""}`;
  const tall = question.answer.kind === "part_direction" ? H + 24 : H;
  const slider = ["freq", "amount"].includes(question.answer.kind);
  return svg("svg", { class: "pic", viewBox: `0 0 ${w} ${tall}`, role: "img", "aria-label": says }, slider ? onAxis(question, reveal, w) : inColumns(question, reveal, w));
}

// ---- one axis

/** The stretch of the axis in use: half an octave, or a tenth of the range, more than the answers need, at least three octaves. */
function rangeOf(question, values, freq) {
  const { lo, hi } = question.answer;
  if (!freq) return [lo, hi];
  let from = Math.log2(Math.min(...values)) - 0.5;
  let to = Math.log2(Math.max(...values)) + 0.5;
  const lack = Math.max(0, 3 - (to - from)) / 2;
  from = Math.max(Math.log2(lo), from - lack);
  to = Math.min(Math.log2(hi), to + lack);
  return [2 ** from, 2 ** to];
}

function onAxis(question, { truth, whole, ai }, w) {
  const freq = question.answer.kind === "freq";
  const answers = whole.answers.filter((value) => value !== null);
  const known = [truth.choice, whole.middle, ai?.v, truth.right_from, truth.right_to].filter((value) => typeof value === "number");
  const [lo, hi] = rangeOf(question, [...answers, ...known], freq);
  const to = freq ? (value) => Math.log2(value) : (value) => value;
  const at = (value) => 40 + ((Math.min(to(hi), Math.max(to(lo), to(value))) - to(lo)) / (to(hi) - to(lo))) * (w - 80);
  const ticks = (freq ? ticksHz(lo, hi) : ticksOf(lo, hi, question.unit === "%" && lo === 50)).filter(([value]) => value >= lo && value <= hi);
  return [
    truth.right_from === null ? [] : svg("rect", { x: at(truth.right_from), width: at(truth.right_to) - at(truth.right_from), y: TOP, height: FLOOR - TOP, fill: "var(--truth)", opacity: 0.14 }),
    ticks.map(([value, text]) => [svg("path", { d: `M${at(value)} ${TOP}V${FLOOR}`, stroke: "var(--line)", "stroke-width": 2 }), words(at(value), 434, text, { "text-anchor": "middle", class: "mn" })]),
    svg("path", { d: `M0 ${FLOOR}H${w}`, stroke: "var(--axis)", "stroke-width": 2 }),
    dots(answers, at, truth.choice, { w, freq, span: to(hi) - to(lo), step: question.answer.step }),
    lines(question, { truth, whole, ai }, { at, w }),
    words(w, 434, answers.length < whole.n ? `${whole.n - answers.length} gave no answer` : "", { "text-anchor": "end" }),
  ];
}

/** Stack the answers in columns that have an edge on the truth, so that none straddles what counts as right. */
function dots(answers, at, truth, { w, freq, span, step }) {
  const place = freq ? (value) => Math.log2(value) : (value) => value;
  const wide = freq ? COLUMN_OCT : step;
  const least = ((2 * DOT + 4) / (w - 80)) * span;
  const column = wide * Math.max(1, Math.ceil(least / wide - 1e-9));
  const zero = typeof truth === "number" ? place(truth) - (freq ? 0 : column / 2) : 0;
  const stacks = new Map();
  for (const value of answers) {
    const index = Math.floor((place(value) - zero) / column + 1e-9);
    stacks.set(index, (stacks.get(index) ?? 0) + 1);
  }
  const most = Math.max(1, ...stacks.values());
  const rise = Math.min(2 * DOT + 6, (FLOOR - TOP - 30) / most);
  const size = Math.min(DOT, rise / 2 - 2);
  return [...stacks].flatMap(([index, count]) => {
    const middle = zero + (index + 0.5) * column;
    const x = at(freq ? 2 ** middle : middle);
    return Array.from({ length: count }, (_, up) => svg("circle", { cx: x.toFixed(1), cy: (FLOOR - size - 6 - up * rise).toFixed(1), r: size, fill: "var(--ink)" }));
  });
}

function lines(question, { truth, whole, ai }, { at, w }) {
  const parts = [];
  const truthX = truth.choice === null ? null : at(truth.choice);
  if (whole.middle !== null) {
    const x = at(whole.middle);
    const left = truthX === null || x < truthX || (x === truthX && x > w / 2);
    const clear = truthX !== null && Math.abs(x - truthX) < PIN_CLEAR ? truthX + (left ? -PIN_CLEAR : PIN_CLEAR) : x;
    parts.push(svg("path", { d: `M${x} 30V${FLOOR}`, stroke: "var(--ink)", "stroke-width": 3 }),
      beside({ x: clear, y: 56, w, away: truthX }, left ? -1 : 1, [["class middle ", { fill: "var(--muted)" }], [tie(choice(whole.middle, question)), { "font-weight": 500 }]]));
  }
  if (ai && ai.v !== null) {
    const x = at(ai.v);
    parts.push(svg("path", { d: `M${x} 84V${FLOOR}`, stroke: "var(--ai)", "stroke-width": 4, "stroke-dasharray": "4 7" }), diamond(x, 84, 24),
      beside({ x, y: 112, w, away: truthX, gap: 36 }, x < (truthX ?? 0) ? -1 : 1, [["AI ", { fill: "var(--ai)", "font-weight": 600 }], [tie(choice(ai.v, question)), { "font-weight": 500 }]]));
  }
  if (truthX !== null) parts.push(svg("path", { d: `M${truthX} 70V${FLOOR}`, stroke: "var(--truth)", "stroke-width": 5 }), pin(truthX, 72, 66));
  return parts;
}

/** Write beside a line, to its left (-1) or right (1), away from another; where there is no room, one line lower at the edge. */
function beside({ x, y, w, away, gap = 16 }, side, runs) {
  const wide = runs.reduce((sum, [text]) => sum + text.length * 19, 0);
  const fits = (way) => x + way * (gap + wide) > 0 && x + way * (gap + wide) < w;
  const clear = (way) => away === null || (away - x) * way <= 0 || Math.abs(away - x) > wide + 2 * gap + 2 * PIN_CLEAR;
  const way = fits(side) ? side : fits(-side) && clear(-side) ? -side : 0;
  const anchor = way > 0 || (way === 0 && side < 0) ? "start" : "end";
  return svg("text", { x: way ? x + way * gap : side > 0 ? w - 4 : 4, y: way ? y : y + 44, "text-anchor": anchor, "font-size": 36, fill: "var(--ink)", class: "knock" },
    runs.map(([text, attrs]) => svg("tspan", attrs, text)));
}

// ---- a few choices

function inColumns(question, { truth, whole, ai }, w) {
  const { choices, kind } = question.answer;
  const wide = w / choices.length;
  const counts = choices.map((option) => whole.answers.filter((value) => sameAnswer(value, option)).length);
  const rise = Math.min(2 * DOT + 6, (FLOOR - 16 - NUMBER_Y - LINE) / Math.max(1, Math.ceil(Math.max(...counts) / 2)));
  const size = Math.min(DOT, rise / 2 - 2);
  return [svg("path", { d: `M0 ${FLOOR}H${w}`, stroke: "var(--axis)", "stroke-width": 2 }),
    choices.map((option, index) => column(option, { x: wide * (index + 0.5), wide, count: counts[index], rise, size, kind,
      right: sameAnswer(truth.choice, option), ai: ai && sameAnswer(ai.v, option), middle: sameAnswer(whole.middle, option) }))];
}

function column(option, { x, wide, count, rise, size, kind, right, ai, middle }) {
  const name = kind === "part_direction" ? [capital(option.part), option.direction] : [kind === "hit" ? `Hit ${option}` : `Take ${option}`];
  const dotsOf = Array.from({ length: count }, (_, up) =>
    svg("circle", { cx: x + (up === count - 1 && up % 2 === 0 ? 0 : up % 2 ? 1 : -1) * (size + 3), cy: FLOOR - size - 8 - Math.floor(up / 2) * rise, r: size, fill: "var(--ink)" }));
  const high = FLOOR - 16 - Math.ceil(count / 2) * rise;
  const marks = [right ? "truth" : "", ai ? "ai" : ""].filter(Boolean);
  const heads = marks.map((whose, index) => {
    const at = x + (index - (marks.length - 1) / 2) * Math.min(96, wide * 0.5);
    return whose === "truth" ? pin(at, 66, 66) : [diamond(at, 34, 24), words(at + 36, 46, "AI", { fill: "var(--ai)", "font-weight": 600, "font-size": 32 })];
  });
  const above = (y, text) => words(x, y, text, { "text-anchor": "middle", fill: "var(--ink)", "font-weight": 600, class: "knock" });
  return [right ? svg("rect", { x: x - wide / 2 + 8, width: wide - 16, y: TOP, height: FLOOR - TOP, fill: "var(--truth)", opacity: 0.14 }) : [],
    heads, dotsOf, count ? above(Math.max(NUMBER_Y, high), String(count)) : [], middle ? above(Math.max(NUMBER_Y, high) - LINE, "class") : [],
    words(x, 426, name[0], { "text-anchor": "middle", fill: right ? "var(--ink)" : "var(--muted)", "font-weight": right ? 600 : 400 }),
    name[1] ? words(x, 462, name[1], { "text-anchor": "middle" }) : []];
}
