// The time that is left, drawn four times a second and said aloud only now and then.

import { clock } from "./say.js";

const SAID_S = [60, 30, 10, 5];

export class Clock {
  /** `now` is the host's time in ms; `draw(seconds, share)` paints, `say(words)` speaks. */
  constructor({ now, draw, say }) {
    Object.assign(this, { now, draw, say });
    this.set(null, null);
    setInterval(() => this.tick(), 250);
  }

  /** Count down to `closesAt`, in ms of the host's clock, from `opensAt`; null stops the clock. */
  set(closesAt, opensAt) {
    if (closesAt !== this.closesAt) this.told = SAID_S.filter((mark) => closesAt !== null && mark >= (closesAt - this.now()) / 1000);
    this.closesAt = closesAt;
    this.opensAt = opensAt;
    this.tick();
  }

  get leftS() { return this.closesAt === null ? null : (this.closesAt - this.now()) / 1000; }

  tick() {
    const left = this.leftS;
    if (left === null) return this.draw(null, 0);
    const whole = (this.closesAt - this.opensAt) / 1000;
    this.draw(Math.min(left, whole), whole > 0 ? Math.min(1, Math.max(0, left / whole)) : 0);
    const due = SAID_S.filter((mark) => left <= mark && left > 0 && !this.told.includes(mark));
    if (!due.length) return undefined;
    this.told.push(...due);
    return this.say(`${Math.min(...due)} seconds left`);
  }
}

export const timeText = (left) => (left === null ? "" : clock(left));
