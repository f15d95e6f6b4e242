// The page on the wall: it looks on, knows no truth before the round is closed, and never needs a hand.

import { el, mark } from "./dom.js";
import { Clock, timeText } from "./clock.js";
import { Link } from "./link.js";
import { classPicture } from "./crowd.js";
import { choice, clock, plural, points, tie } from "./say.js";

const byId = (id) => document.getElementById(id);
const MOST_NAMES = { lobby: 42, round: 60 };
const MOST_DISSENT = { wide: 10, narrow: 5 };
const LONG_TRUTH = 26;

const view = { state: null, people: [], reveal: null, board: null, up: false, seen: false, shown: "", gone: null };
const link = new Link({ greet: () => ({ t: "join", room: document.body.dataset.room, role: "projector" }), hear, tell });
const time = new Clock({ now: () => link?.now() ?? Date.now(), draw: drawTime, say: (words) => { byId("said").textContent = words; } });

function hear(frame) {
  HEARD[frame.t]?.(frame);
  render();
}

const HEARD = {
  state(frame) {
    view.state = frame;
    if (frame.players) view.people = frame.players;
    if (frame.phase === "LOBBY") view.board = null;
    const opens = Date.parse(frame.opens_at);
    time.set(frame.closes_at && (frame.phase === "GUESS" || frame.phase === "REVISE") ? Date.parse(frame.closes_at) : null, Number.isNaN(opens) ? link.now() : opens);
  },
  people(frame) { view.people = frame.players; },
  progress(frame) {
    const fresh = new Set(frame.new);
    if (view.state) Object.assign(view.state, { n: frame.n, people: frame.of });
    view.people = view.people.map((one) => (fresh.has(one.player) ? { ...one, answered: true } : one));
  },
  playing(frame) { if (view.state) view.state.playing = frame.clip; },
  reveal(frame) { view.reveal = frame; },
  board(frame) { view.board = frame; },
  bye(frame) { if (link.over) view.gone = frame.why; },
};

function tell(up) {
  view.up = up;
  view.seen ||= up;
  render();
}

function screenOf({ state, reveal, gone }) {
  if (gone) return "gone";
  if (!state || state.phase === "LOBBY") return "lobby";
  if (state.phase === "REVEAL") return reveal?.round === state.round ? "truth" : "round";
  if (state.phase === "FINISHED") return "end";
  return "round";
}

function render() {
  if (!link) return;
  byId("away").hidden = view.up || !view.seen;
  const name = screenOf(view);
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== name;
  SCREENS[name]?.(view);
}

const SCREENS = {
  lobby({ state, people }) {
    byId("in").textContent = people.length ? `${people.length} ${people.length === 1 ? "is" : "are"} in` : "Nobody is in yet";
    byId("from").textContent = state?.mode === "headphones" ? "Phones play the sound. Bring headphones." : "Sound comes from the room. Phones stay silent.";
    names(byId("lobbywho"), people, () => [null], MOST_NAMES.lobby);
  },
  round: showRound,
  truth: showTruth,
  end: ({ board, state }) => {
    byId("endsub").textContent = state.of ? `after ${plural(state.of, "round", "rounds")}` : "";
    byId("endboard").replaceChildren(...boardParts(board, ""));
  },
};

/** List the names; where there are more than fit, the latest and how many more. */
function names(list, people, markOf, most) {
  const shown = people.length > most ? people.slice(1 - most) : people;
  const more = people.length - shown.length;
  list.classList.toggle("many", people.length > 24);
  list.classList.toggle("crowd", people.length > 36);
  list.replaceChildren(...shown.map((one) => {
    const [name, words = "", wait = false] = markOf(one);
    return el("li", { class: wait ? "wait" : "" }, name ? mark(name) : "", el("span", {}, one.name), words ? el("span", { class: "hide" }, words) : "");
  }), ...(more > 0 ? [el("li", { class: "wait" }, `and ${more} more`)] : []));
}

const WAITS = { PREPARE: "Getting ready", AI: "The AI speaks", CLOSED: "Time is up", PAUSED: "Paused", REVEAL: "Time is up" };

function showRound({ state, people }) {
  const { question, phase } = state;
  const asks = phase === "GUESS" || phase === "REVISE";
  byId("idx").textContent = `Round ${state.idx} of ${state.of}${phase === "REVISE" ? " · second opinion" : ""}`;
  byId("asks").textContent = question ? question.title : "Get ready";
  byId("task").textContent = question ? tie([question.task, question.pick].filter(Boolean).join(" ")) : "";
  byId("room").replaceChildren(...(question && state.mode === "speakers" ? clips(question, state.playing) : []));
  byId("room").setAttribute("aria-label", state.playing ? `The room plays ${state.playing}` : "The room is silent");
  byId("ticking").hidden = !asks || state.closes_at === null;
  byId("waiting").textContent = asks ? (state.closes_at ? "" : "No clock this time") : waitWords(state);
  byId("answered").replaceChildren(String(state.n), " ", el("small", {}, `of ${state.people} have ${phase === "REVISE" ? "decided" : "answered"}`));
  byId("answeredbar").style.setProperty("--share", state.people ? state.n / state.people : 0);
  byId("counting").hidden = !asks;
  names(byId("roundwho"), people, (one) => (!asks ? [null] : one.answered ? ["tick", " has answered"] : one.here ? ["dots", " is listening", true] : ["away", " is joining again", true]), MOST_NAMES.round);
}

function waitWords(state) {
  const left = state.phase === "PAUSED" && state.left_s !== null ? `, ${clock(state.left_s)} left` : "";
  return (WAITS[state.phase] ?? "") + left;
}

function clips(question, playing) {
  const caption = { A: "untouched", B: "changed" };
  return question.clips.map((name) => el("b", { class: `${name.toLowerCase()}${name === playing ? " on" : ""}`, "aria-hidden": "true" }, name, el("small", {}, caption[name] ?? "take")));
}

function showTruth({ state, reveal, board }) {
  const key = `${reveal.round}/${reveal.seq}/${board?.seq}`;
  if (view.shown === key) return;
  view.shown = key;
  const { truth, whole, ai } = reveal;
  byId("was").textContent = tie(truth.says);
  byId("was").classList.toggle("long", truth.says.length > LONG_TRUTH);
  byId("how").replaceChildren(...(whole ? [el("b", { class: "ink strong" }, `${whole.right} of ${whole.n}`), whole.right === 1 ? " was right. " : " were right. "] : []),
    ai ? tie(aiWas(ai)) : "");
  byId("chart").replaceChildren(whole ? classPicture(state.question, reveal) : "");
  byId("explain").textContent = tie(reveal.explain);
  const dissent = whole?.dissent ?? [];
  const most = board?.team ? MOST_DISSENT.narrow : MOST_DISSENT.wide;
  byId("cards").classList.toggle("three", Boolean(board?.team));
  byId("dissentcard").hidden = !dissent.length;
  byId("whycard").hidden = dissent.length > 0;
  byId("kept").textContent = dissent.length > most ? `${dissent.length} kept theirs against the AI` : "kept theirs against the AI";
  byId("dissent").replaceChildren(...dissent.slice(0, most).map(({ name, v }) => el("li", {}, el("span", {}, name), el("span", { class: "muted" }, tie(choice(v, state.question))))));
  byId("topcard").hidden = !board;
  const [top = "", teams = ""] = boardParts(board, `after round ${state.idx}`);
  byId("top").replaceChildren(top);
  byId("teamcard").hidden = !teams;
  byId("teams").replaceChildren(teams);
}

const AI_WAS = { "that one": "right", "not that one": "not right" };

const aiWas = (ai) => (ai.v === null ? "The AI could not tell." : `The AI was ${AI_WAS[ai.says] ?? ai.says}.`);

function boardParts(board, words) {
  if (!board) return [];
  const gained = (value) => el("td", { class: "n muted" }, value === undefined ? "" : `+${points(value)}`);
  const rows = board.rows.slice(0, 5).map((one) => el("tr", {}, el("td", { class: "n muted" }, String(one.rank)), el("th", { scope: "row", class: "name" }, one.name), gained(one.gained), el("td", { class: "n" }, points(one.points))));
  const teams = (board.team ?? []).slice(0, 5).map((one) => el("tr", {}, el("td", { class: "n muted" }, String(one.rank)), el("th", { scope: "row", class: "name" }, `Team ${one.team}`), gained(undefined), el("td", { class: "n" }, points(one.points))));
  const table = (title, sub, found) => el("div", { class: "table" }, el("div", { class: "prow" }, el("h2", {}, title), el("p", { class: "min" }, sub)), el("table", { class: "rows" }, el("caption", { class: "hide" }, title), el("tbody", {}, found)));
  return [rows.length ? table("Top five", words, rows) : "", teams.length ? table("Teams", "mean of members", teams) : ""].filter(Boolean);
}

function drawTime(left, share) {
  const text = timeText(left);
  if (byId("left").textContent !== text) byId("left").textContent = text;
  byId("leftbar").style.setProperty("--share", share.toFixed(4));
}

render();
