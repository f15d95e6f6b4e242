// The set-up of a contest: what changes is sent at once, and what the host says is what stands.

import { segments } from "./dom.js";
import { trim } from "./say.js";

const byId = (id) => document.getElementById(id);
const NUMBERS = ["cue_from", "cue_to", "rounds", "guess_s", "revise_s"];
const CHOICES = {
  mode: ["Sound", [["speakers", "Room speakers"], ["headphones", "Phones"]], (value) => ({ mode: value })],
  ai: ["The AI", [["together", "Together"], ["own", "Own pace"], ["off", "Off"]], (value) => (value === "off" ? { ai: false } : { ai: true, pace: value })],
  names: ["Names", [["list", "From the list"], ["own", "Own, you approve"]], (value) => ({ names: value })],
  bonus: ["Bonus for speed", [["off", "Off"], ["on", "Small"]], (value) => ({ bonus: value === "on" })],
  board: ["Board", [["on", "Shown"], ["off", "Hidden"]], (value) => ({ board: value === "on" })],
};

export class Setup {
  /** `send` takes the part of the set-up that changes. */
  constructor(send) {
    this.send = send;
    byId("choices").append(...Object.entries(CHOICES).map(([name, [legend, options, change]]) =>
      segments(name, legend, options, { onpick: (value) => send(change(value)) })));
    byId("setup").addEventListener("submit", (event) => event.preventDefault());
    byId("skill").addEventListener("change", () => send({ skill: byId("skill").value }));
    byId("teams").addEventListener("change", () => send({ teams: Number(byId("teams").value) }));
    byId("reveal_s").addEventListener("change", () => send({ reveal_s: Number(byId("reveal_s").value) }));
    for (const name of NUMBERS) byId(name).addEventListener("change", () => this.number(name));
    for (const box of this.boxes) box.addEventListener("change", () => send({ sources: this.boxes.filter((one) => one.checked).map((one) => one.value) }));
  }

  get boxes() { return [...document.querySelectorAll("[name=source]")]; }

  number(name) {
    const input = byId(name);
    if (input.value !== "" && input.checkValidity()) this.send({ [name]: Number(input.value) });
    else input.reportValidity();
  }

  /** Show what stands; a field that is being written in is left alone. */
  show(rules, open) {
    const set = (input, value) => { if (document.activeElement !== input) input.value = value; };
    byId("fixed").textContent = open ? "" : "fixed while it runs";
    for (const field of byId("setup").querySelectorAll("input, select")) field.disabled = !open;
    set(byId("skill"), rules.skill);
    set(byId("teams"), String(rules.teams));
    if (![...byId("reveal_s").options].some((one) => Number(one.value) === rules.reveal_s)) byId("reveal_s").add(new Option(`After ${trim(rules.reveal_s)} s`, rules.reveal_s));
    set(byId("reveal_s"), String(rules.reveal_s));
    for (const name of NUMBERS) set(byId(name), String(+rules[name].toFixed(2)));
    this.range(rules);
    const chosen = { mode: rules.mode, ai: rules.ai ? rules.pace : "off", names: rules.names, bonus: rules.bonus ? "on" : "off", board: rules.board ? "on" : "off" };
    for (const [name, value] of Object.entries(chosen)) document.querySelector(`[name=${name}][value=${value}]`).checked = true;
    for (const box of this.boxes) box.checked = rules.sources.includes(box.value);
    byId("musicsays").textContent = rules.sources.length ? `${rules.sources.length} of ${this.boxes.length}` : "all";
  }

  range(rules) {
    const { hard, easy, unit, ai } = byId("skill").querySelector(`[value="${rules.skill}"]`).dataset;
    byId("unit").textContent = unit;
    byId("range").textContent = `${trim(+hard, 2)} is hardest, ${trim(+easy, 2)} easiest.${ai === "no" ? " The AI does not answer this skill." : ""}`;
    for (const name of ["cue_from", "cue_to"]) Object.assign(byId(name), { min: hard, max: easy });
  }
}
