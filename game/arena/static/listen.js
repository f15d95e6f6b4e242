// The buttons that play a round's clips: A and B in their hues, takes by number.

import { el, mark } from "./dom.js";

/** A row of clips and Stop. `sound` plays them; call show() when it changed. */
export class Listen {
  constructor(clips, sound) {
    this.sound = sound;
    this.buttons = new Map(clips.map((name) => [name, el("button", { type: "button", class: `clip ${name.toLowerCase()}`, onclick: () => sound.play(name) },
      el("b", {}, name), el("span", { class: "xs" }, caption(name)))]));
    this.stop = el("button", { type: "button", class: "clip", "aria-label": "Stop the sound", onclick: () => sound.stop() }, mark("stop"), el("span", { class: "xs" }, "Stop"));
    this.words = el("p", { class: "xs muted", role: "status" });
    this.node = el("div", { class: "listen" }, el("div", { class: "clips", role: "group", "aria-label": "Listen" }, [...this.buttons.values()], this.stop), this.words);
    this.show();
  }

  show() {
    const { sound } = this;
    const ready = sound.clips.size > 0;
    for (const [name, button] of this.buttons) {
      button.disabled = !ready;
      button.classList.toggle("on", sound.playing === name);
      button.setAttribute("aria-pressed", String(sound.playing === name));
      button.setAttribute("aria-label", `Play ${/\d/.test(name) ? "take " : ""}${name}`);
    }
    this.stop.disabled = sound.playing === null;
    const asleep = sound.playing !== null && !sound.unlocked;
    const says = !ready ? "The sound is on its way." : asleep ? "The sound fell asleep. Tap a clip." : "";
    if (this.words.textContent !== says) this.words.textContent = says;
  }
}

const caption = (name) => ({ A: "untouched", B: "changed" })[name] ?? "take";

/** The chips that say which clip the room hears now; after the truth only while something sounds. */
export function roomPlays(clips, playing) {
  return el("span", { class: "now" }, el("span", { class: "xs", "aria-hidden": "true" }, playing ? "room plays" : "room is silent"),
    el("span", { class: "hide" }, playing ? `The room plays ${playing}` : "The room is silent"),
    clips.map((name) => el("b", { class: `${name.toLowerCase()}${name === playing ? " on" : ""}`, "aria-hidden": "true" }, name)));
}
