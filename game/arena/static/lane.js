// A slider under a picture: one real range input drives the readout and the drawing; a thumb may land anywhere on it.

import { button, el, mark, svg } from "./dom.js";

const STEPS = 1000;
const PAD = 24;

/**
 * @param {object} scale
 *   share(value) and value(share): between a value and its place from 0 to 1; value() snaps to what may be answered.
 *   parts(value): number and unit; beside(value): words beside them; ticks: [value, text, strong][];
 *   moves: [icon, words, spoken, value => value][]; paint(plot, width, height, value): draws; label: of the slider.
 */
export class Lane {
  constructor(scale, { value = null, onchange = () => {} } = {}) {
    Object.assign(this, { scale, onchange });
    this.output = el("output", { class: "fig", for: "rail" });
    this.beside = el("span", { class: "beside" });
    this.plot = svg("svg", { "aria-hidden": "true" });
    this.rail = el("input", { id: "rail", class: "rail", type: "range", min: 0, max: STEPS, step: "any", "aria-label": scale.label,
      oninput: () => this.slid(), onkeydown: (event) => this.key(event) });
    this.well = el("div", { class: "well lane" }, el("div", { class: "plot" }, this.plot), this.ticks(), scale.strip ?? "", this.rail);
    this.node = el("div", { class: "slider" }, el("div", { class: "read" }, this.output, this.beside), this.well, this.nudges());
    this.well.addEventListener("pointerdown", (event) => this.point(event));
    this.well.addEventListener("pointermove", (event) => this.point(event));
    new ResizeObserver(() => this.draw()).observe(this.plot);
    this.set(value);
  }

  ticks() {
    return el("div", { class: "ticks", "aria-hidden": "true" },
      this.scale.ticks.map(([value, text]) => el("b", { "--f": this.scale.share(value) }, text)));
  }

  nudges() {
    return el("div", { class: "nudge" }, this.scale.moves.map(([icon, words, spoken, move]) =>
      button([mark(icon, "big"), el("span", { "aria-hidden": "true" }, words)], () => this.pick(move(this.value ?? this.middle)), { "aria-label": spoken })));
  }

  get middle() { return this.scale.value(0.5); }

  point(event) {
    if (event.target === this.rail || !event.isPrimary || !(event.buttons & 1)) return;
    const box = this.well.getBoundingClientRect();
    this.pick(this.scale.value(Math.min(1, Math.max(0, (event.clientX - box.left - PAD) / (box.width - 2 * PAD)))));
  }

  slid() { this.pick(this.scale.value(this.rail.value / STEPS), { rail: false }); }

  /** Arrows move by one step of the answer, Page keys by four: what the buttons do. */
  key(event) {
    const index = { ArrowLeft: 1, ArrowDown: 1, ArrowRight: 2, ArrowUp: 2, PageDown: 0, PageUp: 3 }[event.key];
    if (index === undefined) return;
    event.preventDefault();
    this.pick(this.scale.moves[index][3](this.value ?? this.middle));
  }

  pick(value, { rail = true } = {}) {
    this.set(value, { rail });
    this.onchange(value);
  }

  set(value, { rail = true } = {}) {
    this.value = value;
    const { scale } = this;
    const shown = value ?? this.middle;
    if (rail) this.rail.value = STEPS * scale.share(shown);
    this.well.classList.toggle("unset", value === null);
    const [number, unit] = scale.parts(shown);
    if (value === null) this.output.replaceChildren(el("small", {}, "Slide to your answer"));
    else this.output.replaceChildren(number, " ", el("small", {}, unit));
    this.beside.textContent = value === null ? "" : scale.beside(shown);
    this.rail.setAttribute("aria-valuetext", value === null ? "no answer yet" : [number, unit, scale.beside(shown)].filter(Boolean).join(" "));
    this.draw();
  }

  draw() {
    const { width, height } = this.plot.getBoundingClientRect();
    if (width < 1 || height < 1) return;
    this.plot.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const at = (value) => PAD + this.scale.share(value) * (width - 2 * PAD);
    const rules = this.scale.ticks.map(([value, , strong]) =>
      svg("path", { d: `M${Math.round(at(value)) + 0.5} 0V${height}`, stroke: strong ? "var(--line)" : "var(--grid)" }));
    this.plot.replaceChildren(...rules, ...(this.value === null ? [] : this.scale.paint(at, { width, height, pad: PAD }, this.value)));
  }
}

/** Return the stem and the dot that stand for the player's answer. */
export function pointer(x, top, bottom) {
  return [svg("path", { d: `M${x} ${top}V${bottom}`, stroke: "var(--ink)", opacity: 0.6 }),
    svg("circle", { cx: x, cy: top, r: 7, fill: "var(--ink)", stroke: "var(--well)", "stroke-width": 2 })];
}
