// The host desk: who has the PIN sets up, starts, pauses, closes and takes care of the players.

import { el, mark } from "./dom.js";
import { Clock, timeText } from "./clock.js";
import { Link } from "./link.js";
import { openPlayer } from "./host_player.js";
import { drawRound } from "./host_round.js";
import { Setup } from "./host_setup.js";
import { plural } from "./say.js";

const byId = (id) => document.getElementById(id);
const SESSION = "own-ears.desk";
const NOTE_MS = 8000;

const desk = { state: null, desk: null, people: [], reveal: null, board: null, session: null, up: false, seen: false, note: "", gone: null, sure: false };

try {
  desk.session = sessionStorage.getItem(SESSION);
} catch {
  // a private window: the PIN is asked again after a reload
}

const link = new Link({ greet: () => (desk.session ? { t: "host", op: "login", pin_session: desk.session } : null), hear, tell });
const time = new Clock({ now: () => link.now(), draw: drawTime, say: (words) => { byId("said").textContent = words; } });
const setup = new Setup((change) => order("setup", { setup: change }));

/** Send an order of the desk. */
function order(op, more = {}) {
  link.send({ t: "host", op, pin_session: desk.session, ...more });
}

function hear(frame) {
  HEARD[frame.t]?.(frame);
  render();
}

const HEARD = {
  hosted(frame) {
    desk.session = frame.pin_session;
    desk.note = "";
    try {
      sessionStorage.setItem(SESSION, frame.pin_session);
    } catch {
      // see above
    }
  },
  desk(frame) {
    desk.desk = frame;
    desk.people = frame.players;
  },
  state(frame) {
    if (frame.phase !== desk.state?.phase) desk.sure = false;
    desk.state = frame;
    if (frame.phase === "LOBBY") desk.board = null;
    const timed = ["GUESS", "AI", "REVISE"].includes(frame.phase) && frame.closes_at;
    time.set(timed ? Date.parse(frame.closes_at) : null, Date.parse(frame.opens_at ?? frame.now));
  },
  progress(frame) { if (desk.state) Object.assign(desk.state, { n: frame.n, people: frame.of }); },
  playing(frame) { if (desk.desk) desk.desk.playing = frame.clip; },
  reveal(frame) { desk.reveal = frame; },
  board(frame) { desk.board = frame; },
  err(frame) {
    if (frame.why === "wrong_pin" || frame.why === "pin_locked" || frame.why === "not_host") {
      desk.session = null;
      desk.state = null;
    }
    note(frame.says || "The host refused that.");
  },
  bye(frame) { if (link.over) desk.gone = frame.why; },
};

function note(words) {
  desk.note = words;
  clearTimeout(desk.noteTimer);
  desk.noteTimer = setTimeout(() => { desk.note = ""; render(); }, NOTE_MS);
}

function tell(up) {
  desk.up = up;
  desk.seen ||= up;
  render();
}

byId("login").addEventListener("submit", (event) => {
  event.preventDefault();
  desk.session = byId("pin").value.trim();
  link.ask();
});
byId("lock").addEventListener("click", () => order("lock", { on: !desk.desk.locked }));
byId("end").addEventListener("click", () => {
  if (desk.sure) order("end");
  desk.sure = !desk.sure;
  render();
});

function render() {
  if (!link) return;
  const inside = Boolean(desk.state && desk.desk);
  byId("login").hidden = inside;
  byId("desk").hidden = !inside;
  byId("link").textContent = desk.seen && !desk.up ? "Joining again" : "";
  byId("notes").replaceChildren(...notes());
  if (!inside) return;
  const { room, url, projector_url: wall } = desk.desk;
  byId("where").replaceChildren("Room ", el("b", { class: "mono ink" }, room), " at ", el("b", { class: "ink strong" }, url.replace(/^https?:\/\//, "")));
  const open = byId("projector");
  open.hidden = false;
  open.href = new URL(wall).pathname;
  setup.show(desk.desk.setup, desk.state.phase === "LOBBY");
  drawRound(desk, order);
  drawPeople();
}

function notes() {
  const found = [];
  if (desk.gone) found.push(["The host is gone", "Start it again and reload this page."]);
  else if (desk.seen && !desk.up) found.push(["The host is out of reach", "This page comes back by itself. What is written down stays."]);
  if (desk.note) found.push(["Not done", desk.note]);
  if (desk.desk?.trouble) found.push(["Trouble", desk.desk.trouble]);
  if (desk.desk?.sound) found.push(["Sound", desk.desk.sound]);
  return found.map(([title, words]) => el("div", { class: "notice" }, mark("bang"), el("div", {}, el("p", { class: "strong" }, title), el("p", {}, words))));
}

const ASKS = new Set(["GUESS", "AI", "REVISE"]);

function drawPeople() {
  const { people, state } = desk;
  const gone = people.filter((one) => !one.here).length;
  byId("pl").textContent = plural(people.length, "player", "players");
  byId("away").textContent = gone ? `${gone} joining again` : "";
  byId("hint").textContent = people.length ? "Pick a name to rename, give time or remove." : "Names appear here as phones join.";
  byId("lock").textContent = desk.desk.locked ? "Open the room" : "Lock the room";
  byId("end").textContent = desk.sure ? "Really end it?" : "End the contest";
  byId("end").hidden = state.phase === "LOBBY" || state.phase === "FINISHED";
  const list = byId("people");
  const wanted = people.map((one) => personKey(one, state)).join("|");
  if (list.dataset.key === wanted) return;
  list.dataset.key = wanted;
  const focused = document.activeElement?.dataset?.player;
  list.replaceChildren(...people.map((one) => person(one, state)));
  if (focused) list.querySelector(`[data-player="${CSS.escape(focused)}"]`)?.focus();
}

const personKey = (one, { phase }) => [one.player, one.name, one.here, one.answered, one.wish, one.team, one.extra_time, ASKS.has(phase)].join(",");

function person(one, { phase }) {
  const [icon, words] = !one.here ? ["away", "joining again"] : ASKS.has(phase) ? (one.answered ? ["tick", "has answered"] : ["dots", "is listening"]) : ["", "is in"];
  const more = [one.wish ? `wants ${one.wish}` : "", one.extra_time !== 1 ? (one.extra_time ? `×${one.extra_time}` : "no clock") : "", one.team ? `team ${one.team}` : ""].filter(Boolean).join(", ");
  return el("li", { class: one.here && (one.answered || !ASKS.has(phase)) ? "" : "wait" }, el("button", { type: "button", "data-player": one.player, onclick: () => openPlayer(one.player, desk, order) },
    icon ? mark(icon) : "", el("span", { class: "nm" }, one.name), el("span", { class: "hide" }, ` ${words}`), more ? el("span", { class: one.wish ? "xs strong" : "xs muted" }, more) : ""));
}

function drawTime(left, share) {
  const whole = desk.state?.closes_at && desk.state?.opens_at ? Math.round((Date.parse(desk.state.closes_at) - Date.parse(desk.state.opens_at)) / 1000) : 0;
  byId("left").replaceChildren(...(left === null ? [el("small", {}, "no clock")] : [timeText(left), " ", el("small", {}, whole ? `left of ${timeText(whole)}` : "left")]));
  byId("leftbar").style.setProperty("--share", share.toFixed(4));
}

render();
