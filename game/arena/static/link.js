// The one connection to the host: comes back by itself, sends each answer until it is acknowledged, keeps the host's time.

const BACKOFF_MS = { first: 100, times: 1.7, most: 1000, spread: 0.5 };
const RESEND_MS = { first: 600, then: 2000 };
const PING_MS = 15000;
const PONG_MS = 4000;
const FIRST_PINGS = 5;
const COME_BACK = new Set(["closing", "idle"]);

/** Return an id that no other has; works on plain http, where browsers hide the shorter ways. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Link {
  /**
   * @param {() => object|null} greet the frame that follows `welcome`: resume, join or login; null to wait.
   * @param {(frame: object) => void} hear called with every frame but pong.
   * @param {(up: boolean) => void} tell called when the connection comes or goes.
   */
  constructor({ greet, hear, tell }) {
    Object.assign(this, { greet, hear, tell });
    this.open = false;
    this.over = false;
    this.tries = 0;
    this.offsetMs = 0;
    this.bestRttMs = Infinity;
    this.unacked = new Map();
    addEventListener("online", () => this.hurry());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.hurry(); });
    setInterval(() => this.ping(), PING_MS);
    this.connect();
  }

  /** The host's clock, in ms since 1970. */
  now() { return Date.now() + this.offsetMs; }

  connect() {
    clearTimeout(this.again);
    const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
    this.socket = socket;
    this.seq = null;
    this.met = false;
    socket.onopen = () => this.send({ t: "hello", v: 1, client: "page", lang: document.documentElement.lang });
    socket.onmessage = (event) => { if (socket === this.socket) this.take(JSON.parse(event.data)); };
    socket.onclose = () => { if (socket === this.socket) this.lost(); };
  }

  lost() {
    clearTimeout(this.late);
    this.bestRttMs = Infinity;
    if (this.open || this.tries === 0) this.tell(false);
    this.open = false;
    if (this.over) return;
    const wait = Math.min(BACKOFF_MS.most, BACKOFF_MS.first * BACKOFF_MS.times ** this.tries++);
    this.again = setTimeout(() => this.connect(), wait * (1 + BACKOFF_MS.spread * (2 * Math.random() - 1)));
  }

  /** Do at once what would have been done soon: the phone woke up, or found its Wi-Fi again. */
  hurry() {
    if (this.over) return;
    if (this.socket.readyState > WebSocket.OPEN) this.connect();
    else this.ping();
  }

  stop() {
    this.over = true;
    clearTimeout(this.again);
    this.socket.close();
  }

  send(frame) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Send an answer now, and again until the host has it on disk. */
  keep(frame) {
    const waiting = { frame, timer: 0 };
    this.unacked.set(frame.id, waiting);
    this.push(waiting, RESEND_MS.first);
  }

  push(waiting, next) {
    clearTimeout(waiting.timer);
    if (this.open) this.send(waiting.frame);
    waiting.timer = setTimeout(() => this.push(waiting, RESEND_MS.then), next);
  }

  acked(id) {
    const waiting = this.unacked.get(id);
    if (waiting) clearTimeout(waiting.timer);
    return this.unacked.delete(id);
  }

  ping() {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    this.send({ t: "ping", c: Date.now() });
    clearTimeout(this.late);
    this.late = setTimeout(() => this.drop(), PONG_MS);
  }

  /** A socket that no longer answers is given up, though nobody closed it. */
  drop() {
    const socket = this.socket;
    socket.onclose = null;
    socket.close();
    this.lost();
  }

  take(frame) {
    const gap = this.seq !== null && frame.seq !== this.seq + 1;
    this.seq = frame.seq;
    if (frame.t === "pong") return this.timed(frame);
    if (frame.t === "welcome") this.welcomed(frame);
    if (gap) this.ask();
    if (frame.t === "bye") this.bye(frame);
    this.hear(frame);
    if (frame.t === "state" && !this.open) this.up();
  }

  welcomed(frame) {
    this.met = true;
    this.offsetMs = Date.parse(frame.now) - Date.now();
    for (let count = 0; count < FIRST_PINGS; count += 1) this.ping();
    this.ask();
  }

  /** Ask for all that holds now. */
  ask() {
    const frame = this.met ? this.greet() : null; // else it is asked when the host has said welcome
    if (frame) this.send(frame);
  }

  timed(frame) {
    clearTimeout(this.late);
    const now = Date.now();
    const rtt = now - frame.c;
    if (rtt > this.bestRttMs) return;
    this.bestRttMs = rtt;
    this.offsetMs = Date.parse(frame.now) + rtt / 2 - now;
  }

  up() {
    this.open = true;
    this.tries = 0;
    this.tell(true);
    for (const waiting of this.unacked.values()) this.push(waiting, RESEND_MS.first);
  }

  bye(frame) {
    if (!COME_BACK.has(frame.why)) this.over = true;
  }
}
