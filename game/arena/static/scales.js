// What the sliders slide over: frequencies with their regions and keys, and amounts.

import { el, svg } from "./dom.js";
import { pointer } from "./lane.js";
import { amountParts, hzParts, noteOf, regionOf, trim } from "./say.js";

const TICKS_HZ = [[50, "50"], [100, "100", true], [200, "200"], [500, "500"], [1000, "1k", true], [2000, "2k"], [5000, "5k"], [10000, "10k", true]];
const BLACK = new Set([1, 3, 6, 8, 10]);
const TOL_OCT = 0.5;
const WIDTH_OCT = 0.62;
const LANDMARKS = { 50: "straight", 67: "triplets", 75: "dotted" };

export const ticksHz = (lo, hi) => TICKS_HZ.filter(([hz]) => hz >= lo && hz <= hi);

export const logShare = (lo, hi) => ({
  share: (hz) => Math.log2(hz / lo) / Math.log2(hi / lo),
  value: (share) => lo * (hi / lo) ** share,
});

/** A bell around one frequency, from 0 to 1, over octaves. */
export const bell = (octaves) => 1 / (1 + (octaves / WIDTH_OCT) ** 2);

export function freqScale(question) {
  const { lo, hi } = question.answer;
  const { share, value } = logShare(lo, hi);
  const keep = (hz) => Math.min(hi, Math.max(lo, hz));
  const by = (octaves) => (hz) => keep(hz * 2 ** octaves);
  const up = !(question.stated.gain_db < 0 || question.stated.direction === "cut");
  return {
    label: "Frequency",
    share, value: (place) => keep(value(place)),
    parts: hzParts,
    beside: (hz) => `${regionOf(hz)}, near ${noteOf(hz)}`,
    ticks: ticksHz(lo, hi),
    strip: piano(lo, hi, share),
    moves: [["lefts", "⅓ octave", "A third of an octave lower", by(-1 / 3)], ["left", "semitone", "A semitone lower", by(-1 / 12)],
      ["right", "semitone", "A semitone higher", by(1 / 12)], ["rights", "⅓ octave", "A third of an octave higher", by(1 / 3)]],
    paint: (at, box, hz) => paintBell(at, box, hz, { octave: (box.width - 2 * box.pad) / Math.log2(hi / lo), up }),
  };
}

function paintBell(at, { width, height }, hz, { octave, up }) {
  const x = at(hz);
  const rest = up ? height - 20 : height * 0.3;
  const top = up ? height * 0.3 : height - 36;
  const y = (px) => rest + (top - rest) * bell((px - x) / octave);
  let d = `M0 ${y(0).toFixed(1)}`;
  for (let px = 3; px <= width; px += 3) d += `L${px} ${y(px).toFixed(1)}`;
  d += `L${width} ${y(width).toFixed(1)}`;
  const half = TOL_OCT * octave;
  return [
    svg("rect", { x: x - half, width: 2 * half, y: 0, height, fill: "var(--ink)", opacity: 0.07 }),
    svg("path", { d: `M${x - half} 0V${height}M${x + half} 0V${height}`, stroke: "var(--ink)", "stroke-dasharray": "4 4", opacity: 0.5 }),
    svg("path", { d: `${d}L${width} ${up ? height : 0}L0 ${up ? height : 0}Z`, fill: "var(--ink)", opacity: 0.12 }),
    svg("path", { d, fill: "none", stroke: "var(--ink)", "stroke-width": 2 }),
    ...pointer(x, top, height),
    // words stand where the marker is not
    svg("text", { x: x > width / 2 ? 14 : width - 14, y: 20, "text-anchor": x > width / 2 ? "start" : "end", class: "hint" }, "half an octave either way is right"),
  ];
}

/** A piano under the axis; every key is as wide as a semitone, so it shares the axis of the curve. */
function piano(lo, hi, share) {
  const first = Math.ceil(12 * Math.log2(lo / 440) + 69);
  const last = Math.floor(12 * Math.log2(hi / 440) + 69);
  const half = (share(lo * 2 ** (1 / 12)) - share(lo)) * 500;
  const keys = [];
  for (let key = first; key <= last; key += 1) {
    const x = 1000 * share(440 * 2 ** ((key - 69) / 12));
    const at = (key % 12) + (key < 0 ? 12 : 0);
    if (BLACK.has(at)) keys.push(svg("path", { d: `M${x} 0V16`, class: "between" }), svg("rect", { x: x - half, width: 2 * half, y: 0, height: 10, fill: "var(--muted)" }));
    if (at === 0 || at === 5) keys.push(svg("path", { d: `M${x - half} 0V16`, class: "between" }));
    if (at === 0) keys.push(svg("rect", { x: x - half, width: 2 * half, y: 12, height: 4, fill: "var(--muted)" }));
  }
  return el("div", { class: "keys", "aria-hidden": "true" },
    svg("svg", { viewBox: "0 0 1000 16", preserveAspectRatio: "none" }, keys));
}

export function amountScale(question) {
  const { lo, hi, step } = question.answer;
  const { unit } = question;
  const keep = (value) => Math.min(hi, Math.max(lo, Math.round((value - lo) / step) * step + lo));
  const by = (steps) => (value) => keep(value + steps * step);
  const swing = lo === 50 && unit === "%";
  const words = (steps) => `${trim(steps * step)} ${unit}`;
  return {
    label: question.title,
    share: (value) => (value - lo) / (hi - lo), value: (share) => keep(lo + share * (hi - lo)),
    parts: (value) => amountParts(value, question),
    beside: (value) => besideAmount(value, { lo, swing }),
    ticks: ticksOf(lo, hi, swing),
    moves: [["lefts", words(4), `${words(4)} less`, by(-4)], ["left", words(1), `${words(1)} less`, by(-1)],
      ["right", words(1), `${words(1)} more`, by(1)], ["rights", words(4), `${words(4)} more`, by(4)]],
    paint: (at, box, value) => paintAmount(at, box, value, { zero: Math.max(lo, Math.min(hi, 0)), lo, hi, swing }),
  };
}

function besideAmount(value, { lo, swing }) {
  if (swing) return LANDMARKS[Math.round(value)] ?? "";
  if (lo >= 0) return "";
  return value > 0 ? "boosted" : value < 0 ? "cut" : "";
}

export function ticksOf(lo, hi, swing) {
  const every = hi - lo > 15 ? (swing ? 5 : 4) : 2;
  const ticks = [];
  for (let value = lo; value <= hi + 1e-9; value += every) ticks.push([value, (lo < 0 && value > 0 ? "+" : "") + trim(value), value === 0]);
  return ticks;
}

function paintAmount(at, { height }, value, { zero, swing }) {
  const x = at(value);
  const top = height * 0.42;
  const from = Math.min(at(zero), x);
  const landmarks = swing ? Object.entries(LANDMARKS).map(([pct, words]) =>
    svg("text", { x: at(+pct), y: 22, class: "hint", "text-anchor": { 50: "start", 75: "end" }[pct] ?? "middle" }, words)) : [];
  return [
    svg("rect", { x: from, width: Math.max(0, Math.abs(x - at(zero))), y: top, height: height - top, fill: "var(--ink)", opacity: 0.14 }),
    svg("path", { d: `M${at(zero)} ${top}V${height}`, stroke: "var(--axis)", "stroke-width": 2 }),
    ...pointer(x, top, height), ...landmarks,
  ];
}
