// The answer pad: what fits the question, how sure one is, and the button that locks it.

import { button, el, segments } from "./dom.js";
import { Lane } from "./lane.js";
import { boxes, moves, nothing } from "./picks.js";
import { amountScale, freqScale } from "./scales.js";

const SURE = [["guessing", "Guessing"], ["fairly sure", "Fairly sure"], ["certain", "Certain"]];
const FIRST = { freq: "Place your answer", amount: "Place your answer", interval: "Pick a take", hit: "Pick a hit", part_direction: "Pick a part" };

export class Pad {
  /**
   * @param question as in the state frame.
   * @param draft {v, conf, set}: what was chosen so far; `set` tells a chosen "no change" from nothing chosen.
   * @param open whether answers may be sent; submit(v, conf); changed(draft); label of the button; second: a button beside it.
   */
  constructor(question, { draft, open, submit, changed, label, hint, second = null }) {
    Object.assign(this, { question, open, submit, changed, label });
    this.draft = { v: null, conf: null, set: false, ...draft };
    this.button = el("button", { class: "btn primary big" });
    const sure = segments("sure", "How sure are you?", SURE, { value: this.draft.conf, kind: "sure", onpick: (conf) => this.change({ conf }) });
    this.foot = el("div", { class: "foot" }, second ? el("div", { class: "pair" }, second, this.button) : this.button, el("p", {}, hint));
    this.node = el("form", { class: "answer", onsubmit: (event) => { event.preventDefault(); this.send(); } },
      el("div", { class: "pad" }, this.field(), this.mayBeNothing()), el("div", { class: "side" }, sure, el("div", { class: "grow" }), this.foot));
    this.show();
  }

  field() {
    const options = { value: this.draft.v, onchange: (v) => this.change({ v, set: true }) };
    switch (this.question.answer.kind) {
      case "freq": return (this.lane = new Lane(freqScale(this.question), options)).node;
      case "amount": return (this.lane = new Lane(amountScale(this.question), options)).node;
      case "part_direction": return moves(this.question, options);
      default: return boxes(this.question, options);
    }
  }

  mayBeNothing() {
    if (!this.question.stated.may_be_unchanged) return "";
    return nothing(this.draft.set && this.draft.v === null, (on) => this.nothing(on));
  }

  nothing(on) {
    this.lane?.set(null);
    for (const input of this.node.querySelectorAll("input[name=pad]")) input.checked = false;
    this.change({ v: null, set: on });
  }

  change(part) {
    this.draft = { ...this.draft, ...part };
    const box = this.node.querySelector(".nothing input");
    if (box) box.checked = this.draft.set && this.draft.v === null;
    this.changed(this.draft);
    this.show();
  }

  /** Let answers be sent, or not any more. */
  setOpen(open) {
    this.open = open;
    this.show();
  }

  get lack() {
    if (!this.open) return "Starts in a moment";
    if (!this.draft.set) return FIRST[this.question.answer.kind];
    return this.draft.conf ? "" : "Say how sure you are";
  }

  show() {
    this.button.disabled = this.lack !== "";
    this.button.textContent = this.lack || this.label;
  }

  send() {
    if (!this.lack) this.submit(this.draft.v, this.draft.conf);
  }
}

/** Return a row of two buttons at the bottom; the second is twice as wide. */
export function pair(first, second, hint) {
  return el("div", { class: "foot" }, el("div", { class: "pair" }, first, second), el("p", {}, hint));
}

/** Return one button at the bottom. */
export function single(words, act, hint = "") {
  return el("div", { class: "foot" }, button(words, act, { kind: "primary big" }), hint ? el("p", {}, hint) : "");
}
