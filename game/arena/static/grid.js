// The bar of a timing question: parts in lanes, and after the round what moved and how far.

import { svg } from "./dom.js";
import { capital, trim, trueMinus } from "./say.js";

const REACHES_MS = [10, 20, 50, 100, 200, 500];
const PHONE_W = 358;
const DESK_W = 860;
export const DESK = matchMedia("(min-width:900px)");
const NAMES_W = 64;
const EDGE = 14;
const NUMBERS_H = 20;

/** How wide pictures are drawn, so that their words keep their size. */
export const drawnW = () => (DESK.matches ? DESK_W : PHONE_W);

/** Return text in a picture. */
export function label(x, y, words, { anchor = "middle", fill = "var(--muted)", size = 12, ...attrs } = {}) {
  return svg("text", { x, y, "text-anchor": anchor, fill, "font-size": size, ...attrs }, words);
}

export function picture(w, h, words, ...children) {
  return svg("svg", { class: "pic", viewBox: `0 0 ${w} ${h}`, role: "img", "aria-label": words }, children);
}

function barLength(grid) {
  return grid.bar_s.length > 1 ? grid.bar_s[1] - grid.bar_s[0] : grid.length_s;
}

/** Lanes that can be the answer, and all others laid into one. */
function rowsOf(grid) {
  const asked = grid.lanes.filter((lane) => lane.asked);
  const others = grid.lanes.filter((lane) => !lane.asked);
  const rest = others.length ? [{ name: asked.length ? "others" : "hits", asked: false, hits: others.flatMap((lane) => lane.hits) }] : [];
  return [...asked, ...rest];
}

function beats(grid, at, until, bottom) {
  const strong = new Set(grid.bar_s.map((second) => second.toFixed(3)));
  return grid.beat_s.filter((second) => second < until - 1e-6).map((second) =>
    svg("path", { d: `M${at(second).toFixed(1)} 0V${bottom}`, stroke: strong.has(second.toFixed(3)) ? "var(--axis)" : "var(--line)" }));
}

function hitBox(x, y, high, attrs) {
  return svg("rect", { x: (x - 3.5).toFixed(1), y: y - high / 2, width: 7, height: high, rx: 3, ...attrs });
}

/**
 * Draw one bar; the whole loop where hits are numbered.
 * @param told {part}, {hit} or {all}: what moved, once that may be known; null before.
 */
export function barPicture(grid, { title, told = null, rowH = 44 }) {
  const W = drawnW();
  const rows = rowsOf(grid);
  const numbered = rows.some((row) => row.hits.some((hit) => hit.number));
  const until = numbered ? grid.length_s : Math.min(grid.length_s, barLength(grid));
  const at = (second) => NAMES_W + EDGE + (second / until) * (W - NAMES_W - 2 * EDGE);
  let top = 0;
  const drawn = rows.map((row) => {
    const y = top + rowH / 2;
    top += rowH + (row.hits.some((hit) => hit.number) ? NUMBERS_H : 0);
    const moved = told && (told.all || told.part === row.name || (told.hit && row.asked));
    const hits = row.hits.filter((hit) => hit.grid_s < until - 1e-6).map((hit) => drawHit(hit, at, y, rowH, { moved: moved && hit.moved, asked: row.asked, told }));
    return [label(8, y + 4, capital(row.name), { anchor: "start", fill: moved ? "var(--ink)" : "var(--muted)", "font-weight": moved ? 600 : 500 }), hits];
  });
  return picture(W, top, title, beats(grid, at, until, top), drawn);
}

function drawHit(hit, at, y, rowH, { moved, asked, told }) {
  const x = at(hit.grid_s);
  const high = rowH * (asked ? 0.62 : 0.4);
  const parts = [];
  if (hit.number) {
    const right = told?.hit === hit.number;
    parts.push(label(x, y + rowH * 0.5 + 8, String(hit.number), { fill: right ? "var(--truth)" : "var(--ink)", size: 14, "font-weight": 600 }));
  }
  if (moved) {
    const late = hit.sounds_s.B === undefined ? 0 : hit.sounds_s.B - hit.sounds_s.A;
    parts.unshift(hitBox(x, y, high, { fill: "none", stroke: "var(--muted)" }), hitBox(at(hit.grid_s + late), y, high, { fill: "var(--truth)", class: "drops" }));
  } else {
    parts.unshift(hitBox(x, y, high, { fill: asked ? "var(--muted)" : "var(--axis)" }));
  }
  return parts;
}

/** Draw how far one hit came from its place, in ms: early is left, late is right. */
export function closeUp(offsetMs) {
  const W = drawnW();
  const reach = REACHES_MS.find((ms) => ms >= 1.4 * Math.abs(offsetMs)) ?? REACHES_MS.at(-1);
  const at = (ms) => W / 2 + (ms / reach) * (W / 2 - 32);
  const words = `${trim(Math.abs(offsetMs), 1)} ms ${offsetMs < 0 ? "early" : "late"}`;
  const ticks = [-reach, -reach / 2, 0, reach / 2, reach];
  return picture(W, 92, `Close up: ${words}`,
    ticks.map((ms) => [svg("path", { d: `M${at(ms)} 24V68`, stroke: ms ? "var(--line)" : "var(--axis)" }),
      label(at(ms), 86, (ms > 0 ? "+" : "") + trueMinus(String(ms)), { class: "mn" })]),
    hitBox(at(0), 46, 40, { fill: "none", stroke: "var(--muted)" }), hitBox(at(offsetMs), 46, 40, { fill: "var(--truth)", class: "drops" }),
    label(at(0), 14, "on the grid", { anchor: offsetMs < 0 ? "start" : "end" }),
    label(at(offsetMs), 14, words, { anchor: offsetMs < 0 ? "end" : "start", fill: "var(--ink)", "font-weight": 600 }));
}

/** Draw for each take how late its hits come: a stem down is late, a stem up is early. */
export function takesPicture(grid, { names, truth, title }) {
  const W = drawnW();
  const until = Math.min(grid.length_s, barLength(grid));
  const hits = grid.lanes.flatMap((lane) => lane.hits).filter((hit) => hit.grid_s < until - 1e-6);
  const late = (hit, name) => 1000 * ((hit.sounds_s[name] ?? hit.grid_s) - hit.grid_s);
  const most = Math.max(5, ...hits.flatMap((hit) => names.map((name) => Math.abs(late(hit, name)))));
  const rowH = 72;
  const at = (second) => NAMES_W + EDGE + (second / until) * (W - NAMES_W - 2 * EDGE);
  const rows = names.map((name, index) => {
    const y = rowH * (index + 0.5);
    const right = index + 1 === truth;
    const colour = right ? "var(--truth)" : "var(--muted)";
    return [label(8, y + 4, `Take ${name}`, { anchor: "start", fill: right ? "var(--ink)" : "var(--muted)", "font-weight": right ? 600 : 500 }),
      svg("path", { d: `M${NAMES_W} ${y}H${W - 4}`, stroke: "var(--axis)" }),
      hits.map((hit) => stem(at(hit.grid_s), y, (late(hit, name) / most) * rowH * 0.36, colour))];
  });
  return picture(W, rowH * names.length + 18, title, beats(grid, at, until, rowH * names.length), rows,
    label(NAMES_W, rowH * names.length + 14, `stems: up early, down late, longest ${trim(most, 0)} ms`, { anchor: "start" }));
}

function stem(x, y, down, colour) {
  return [svg("path", { d: `M${x.toFixed(1)} ${y}v${down.toFixed(1)}`, stroke: colour, "stroke-width": 2 }),
    svg("circle", { cx: x.toFixed(1), cy: (y + down).toFixed(1), r: 3, fill: colour })];
}
