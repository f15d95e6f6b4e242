// The player's page: one connection, one state, and a screen for each moment of a match.

import { el, mark } from "./dom.js";
import { Clock, timeText } from "./clock.js";
import { Link, newId } from "./link.js";
import { memory } from "./memory.js";
import { Sound } from "./sound.js";
import { SCREENS, screenOf } from "./screens.js";
import { roomPlays } from "./listen.js";
import { DESK } from "./grid.js";

const byId = (id) => document.getElementById(id);

/** The phases in which a deadline is the player's; in others it is only when the host goes on. */
const TIMED = new Set(["GUESS", "REVISE"]);

const page = {
  state: null, reveal: null, board: null, welcome: null, me: null,
  joined: false, gone: null, up: false, reached: false, everUp: false, trouble: "", revising: false, checked: false, audioOk: null, progress: null,
  view: null, shown: "",
  join, comeBack, answer, render,
};

page.sound = new Sound(() => page.view?.listen?.show());
page.clock = new Clock({ now: () => page.link?.now() ?? Date.now(), draw: drawTime, say: (words) => { byId("said").textContent = words; } });
page.link = new Link({ greet, hear, tell });
setInterval(tick, 200);
DESK.addEventListener("change", () => {
  page.shown = "";
  render();
});

function greet() {
  const place = memory.place ?? memory.kicked;
  return place ? { t: "resume", token: place.token } : null;
}

// ---- what the host says

function hear(frame) {
  const take = HEARD[frame.t];
  if (take) take(frame);
  render();
}

const HEARD = {
  welcome(frame) {
    page.welcome = frame;
    page.reached = true;
  },
  joined(frame) {
    page.joined = true;
    page.trouble = "";
    memory.place = { token: frame.token, name: frame.name };
  },
  state: takeState,
  ai(frame) { if (page.state?.round === frame.round && page.me) page.me.ai = frame; },
  progress(frame) { page.progress = frame; },
  playing(frame) { if (page.state) page.state.playing = frame.clip; },
  reveal(frame) { page.reveal = frame; },
  board(frame) { page.board = frame; },
  ack: takeAck,
  err: takeErr,
  bye(frame) { if (page.link.over) leave(frame.why); },
};

function takeState(frame) {
  const fresh = frame.round !== page.state?.round;
  page.state = frame;
  page.me = frame.me;
  page.joined = true;
  if (memory.place && frame.me && memory.place.name !== frame.me.name) memory.place = { ...memory.place, name: frame.me.name };
  page.progress = { n: frame.n, of: frame.people };
  if (fresh) {
    page.revising = false;
    page.audioOk = null;
    page.trouble = "";
  }
  if (frame.phase === "LOBBY") page.board = null;
  if (fresh && memory.pending && memory.pending.round !== frame.round) memory.pending = null;
  prepare(frame);
  resend(frame);
  const opens = Date.parse(frame.opens_at);
  page.clock.set(frame.closes_at && TIMED.has(frame.phase) ? Date.parse(frame.closes_at) : null, Number.isNaN(opens) ? page.link.now() : opens);
}

/** Load the sound of a round, and say so; in a room with speakers there is nothing to load. */
async function prepare(frame) {
  if (frame.files && page.loading !== frame.round) {
    page.loading = frame.round;
    page.audioOk = null;
    page.audioOk = await page.sound.load(frame.files);
    page.link.send({ t: "ready", round: frame.round, audio_ok: page.audioOk });
    render();
  } else if (frame.phase === "PREPARE" && frame.round && !frame.me?.ready && (!frame.files || page.audioOk !== null)) {
    page.link.send({ t: "ready", round: frame.round, audio_ok: page.audioOk ?? true });
  }
  if (!frame.files && page.sound.clips.size) page.sound.forget();
}

/** An answer that was on its way when the page was closed goes on its way again. */
function resend(frame) {
  const pending = memory.pending;
  if (!pending || pending.round !== frame.round || page.link.unacked.has(pending.id)) return;
  if (given(pending.phase)) memory.pending = null;
  else page.link.keep(pending);
}

const given = (phase) => (phase === "guess" ? page.me?.guess : page.me?.final);

const ACKED = {
  late: "That was after the bell, so it does not count.",
  not_open: "The host was not taking answers just then.",
  already: "Another answer of yours is already written down.",
};

function takeAck(frame) {
  const pending = memory.pending;
  page.link.acked(frame.id);
  if (!pending || pending.id !== frame.id) return;
  memory.pending = null;
  if (frame.res === "ok" || frame.res === "dup") {
    if (page.me) page.me[pending.phase === "guess" ? "guess" : "final"] = { v: pending.v, conf: pending.conf };
    return;
  }
  page.trouble = ACKED[frame.res];
  page.link.ask();
}

function takeErr(frame) {
  if (frame.why === "bad_token") {
    const mine = memory.place;
    memory.forget({ everywhere: true });
    memory.kicked = null; // of a room that is no more
    if (!mine) return;
    page.joined = false;
    page.state = null;
    page.trouble = "The place you had is gone. Join again.";
  } else if (frame.why !== "bad_frame" && frame.why !== "too_fast") {
    page.trouble = frame.says || "The host refused that.";
  }
}

function leave(why) {
  page.gone = why;
  if (why === "kicked") memory.kicked = memory.place ?? memory.kicked;
  if (why === "kicked" || why === "ended") memory.forget({ everywhere: true });
  page.sound.stop();
}

function tell(up) {
  page.up = up;
  page.reached &&= up;
  page.everUp ||= up;
  render();
}

// ---- what the player does

function join(room, name) {
  page.trouble = "";
  page.link.send({ t: "join", room, ...(name ? { name } : {}) });
}

function comeBack() {
  memory.place = memory.lastPlace;
  page.link.ask();
}

function answer(phase, v, conf, thinkMs) {
  const frame = { t: "answer", id: newId(), round: page.state.round, phase, v, conf, think_ms: Math.round(thinkMs) };
  memory.pending = frame;
  memory.draft = null;
  page.link.keep(frame);
  render();
}

// ---- what is shown

function drawTime(left, share) {
  const text = timeText(left);
  if (byId("left").textContent !== text) byId("left").textContent = text;
  byId("timer").hidden = left === null;
  byId("rim").style.setProperty("--share", share.toFixed(4));
}

/** Show what holds now: a new screen where the moment changed, else only the parts that move. */
function render() {
  if (!page.link) return;
  const name = screenOf(page, memory);
  const key = `${name}/${page.state?.round ?? ""}/${page.reveal?.round ?? ""}`;
  if (key !== page.shown) show(name, key);
  page.view.update?.();
  const { state, me } = page;
  const inRounds = state && state.idx > 0;
  byId("round").replaceChildren(inRounds ? `${state.idx} of ${state.of}` : el("span", { class: "brand" }, mark("ear"), "Own Ears"));
  const here = page.up || (page.reached && !page.joined);
  byId("link").replaceChildren(mark(here ? "wave" : "away"), here ? "Connected" : page.everUp ? "Joining again" : "Connecting");
  byId("trouble").replaceChildren(...troubles(state, me));
  const plays = byId("plays");
  if (plays && state?.question) plays.replaceChildren(state.mode === "speakers" && (state.playing || state.phase !== "REVEAL") ? roomPlays(state.question.clips, state.playing) : "");
}

function show(name, key) {
  const main = byId("main");
  const within = document.activeElement === document.body || main.contains(document.activeElement);
  page.shown = key;
  page.view = SCREENS[name](page);
  main.className = `pmain is-${name}`;
  main.replaceChildren(...page.view.nodes);
  const title = main.querySelector("h1");
  document.title = `${title?.textContent ?? "Own Ears"} · Own Ears`;
  scrollTo(0, 0);
  if (within && page.everUp && !main.querySelector("[autofocus]")) title?.focus({ preventScroll: true });
}

function troubles() {
  const found = [];
  if (!page.up && page.everUp && !page.gone) found.push(["The room is out of reach", "Stay near. Your answer is kept on this phone and sent when it is back."]);
  else if (page.trouble && page.joined) found.push(["A note", page.trouble]);
  return found.map(([title, words]) => el("div", { class: "notice", role: "status" }, mark("bang"), el("div", {}, el("p", { class: "strong" }, title), el("p", {}, words))));
}

function tick() {
  page.view?.tick?.();
}

render();
