// How values and times are written: the unit after a space, a true minus, three figures for a frequency.

export const REGIONS = [[80, "sub"], [250, "bass"], [600, "low mids"], [2000, "mids"], [4500, "upper mids"], [9000, "presence"], [Infinity, "air"]];
const NOTES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

export const trueMinus = (text) => text.replace("-", "−");
export const trim = (number, digits = 1) => trueMinus(String(+number.toFixed(digits)));

/** Split a frequency into number and unit: 2400 becomes ["2.40", "kHz"]. */
export function hzParts(hz) {
  if (hz < 99.95) return [hz.toFixed(1), "Hz"];
  if (hz < 999.5) return [hz.toFixed(0), "Hz"];
  return [hz < 9995 ? (hz / 1000).toFixed(2) : (hz / 1000).toFixed(1), "kHz"];
}

export const regionOf = (hz) => REGIONS.find(([top]) => hz < top)[1];

/** The nearest key of a piano: 440 Hz is A4, and everything beyond its last keys is named the same way. */
export function noteOf(hz) {
  const key = Math.round(69 + 12 * Math.log2(hz / 440));
  return `${NOTES[((key % 12) + 12) % 12]}${Math.floor(key / 12) - 1}`;
}

/** Split an amount into number and unit; a sign where the answer may go both ways. */
export function amountParts(value, question) {
  const sign = question.answer.lo < 0 && value > 0 ? "+" : "";
  return [sign + trim(value), question.unit];
}

/** Split an answer into its number, or words, and its unit. */
export function parts(value, question) {
  switch (question.answer.kind) {
    case "freq": return hzParts(value);
    case "amount": return amountParts(value, question);
    case "part_direction": return [`${value.part} ${value.direction}`, ""];
    case "hit": return [`hit ${value}`, ""];
    default: return [`take ${value}`, ""];
  }
}

/** Say an answer: "2.40 kHz", "+3 dB", "take 2", "snare late"; null is "no change". */
export function choice(value, question) {
  return value === null || value === undefined ? "no change" : parts(value, question).filter(Boolean).join(" ");
}

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const points = (value) => trim(value, 0);

/** Say seconds as 0:07; the last part of a second counts as one. */
export function clock(seconds) {
  const left = Math.max(0, Math.ceil(seconds - 0.05));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

export const tenths = (p) => Math.min(9, Math.max(1, Math.round(10 * p)));

export const sameAnswer = (one, other) =>
  one === other || (one !== null && other !== null && typeof one === "object" && typeof other === "object"
    && one.part === other.part && one.direction === other.direction);

export const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

/** Keep a number and its unit on one line. */
export const tie = (text) => text.replace(/(\d) (?=(?:dB|Hz|kHz|ms|s|%|in 10)(?![a-z]))/g, "$1\u00a0");
