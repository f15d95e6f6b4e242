// The middle of the desk: where the round is, what the room hears, and the orders that fit now.

import { button, el, mark } from "./dom.js";
import { classPicture } from "./crowd.js";
import { clock, plural, points, tie } from "./say.js";

const byId = (id) => document.getElementById(id);
const STEPS = [["PREPARE", "Prepare"], ["GUESS", "Guess"], ["AI", "AI"], ["REVISE", "Revise"], ["CLOSED", "Close"], ["REVEAL", "Reveal"]];
const NAMES = {
  LOBBY: "Waiting for players", PREPARE: "Getting ready", GUESS: "Guessing", AI: "The AI speaks", REVISE: "Second opinion", CLOSED: "Closing",
  REVEAL: "The truth", FINISHED: "The contest is over", PAUSED: "Paused",
};
const EXTEND_S = 15;
const MAIN = {
  LOBBY: ["Start", "start"], PREPARE: ["Begin now", "close"], GUESS: ["Close guesses", "close"], AI: ["Go on", "close"], REVISE: ["Close answers", "close"],
  REVEAL: ["Next round", "next"], PAUSED: ["Go on", "resume"], FINISHED: ["New contest", "open_lobby"],
};

export function drawRound(desk, order) {
  const { state } = desk;
  byId("idx").textContent = state.idx ? `Round ${state.idx} of ${state.of}` : "Lobby";
  byId("now").textContent = NAMES[state.phase];
  drawSteps(state);
  byId("figs").hidden = ["CLOSED", "REVEAL", "FINISHED"].includes(state.phase);
  const lobby = state.phase === "LOBBY";
  const asks = ["GUESS", "REVISE"].includes(state.paused_in ?? state.phase);
  byId("answered").replaceChildren(...(lobby ? [String(desk.people.length), " ", el("small", {}, "are in")]
    : asks ? [String(state.n), " ", el("small", {}, `of ${state.people} ${state.phase === "REVISE" ? "decided" : "answered"}`)] : [el("small", {}, `${state.people} play`)]));
  byId("answeredbar").style.setProperty("--share", asks && state.people ? state.n / state.people : 0);
  drawSound(desk, order);
  drawFacts(desk);
  drawOrders(desk, order);
}

function drawSteps(state) {
  const now = state.paused_in ?? state.phase;
  const at = STEPS.findIndex(([phase]) => phase === now);
  byId("steps").hidden = at < 0;
  byId("steps").replaceChildren(...STEPS.map(([, words], index) => el("li", { class: index < at ? "was" : "", "aria-current": index === at ? "step" : null }, words)));
}

function drawSound(desk, order) {
  const { clips, playing, sound } = desk.desk;
  const shown = desk.state.mode === "speakers" && clips.length > 0 && !sound && desk.state.phase !== "FINISHED";
  const key = shown ? `${clips}/${playing}` : "";
  const box = byId("room");
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  const focused = document.activeElement?.dataset?.clip;
  const clip = (name) => el("button", { type: "button", class: `tile ${name.toLowerCase()}${name === playing ? " on" : ""}`, "data-clip": name, "aria-pressed": String(name === playing), onclick: () => order("sound", { clip: name }) }, name);
  box.replaceChildren(...(shown ? [el("div", { class: "tiles", role: "group", "aria-label": "What the room hears" }, clips.map(clip)),
    el("button", { type: "button", class: "btn tall", "data-clip": "none", disabled: playing === null, onclick: () => order("sound", { clip: null }) }, "Silence"),
    el("p", { class: "muted" }, playing ? ["The room hears ", el("b", { class: "ink strong" }, playing), "."] : "The room hears nothing.")] : []));
  if (focused) box.querySelector(`[data-clip="${focused}"]`)?.focus();
}

function drawFacts(desk) {
  const { state, reveal, board } = desk;
  const told = state.phase === "REVEAL" && reveal?.round === state.round;
  const key = `${state.phase}/${state.round}/${told && reveal.seq}/${board?.seq}/${state.left_s}`;
  const box = byId("facts");
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  if (told) box.replaceChildren(...truth(state, reveal), boardTable(board));
  else if (state.phase === "FINISHED") box.replaceChildren(boardTable(board));
  else box.replaceChildren(...words(desk));
}

function truth(state, reveal) {
  const { whole } = reveal;
  return [el("p", { class: "was" }, mark("truth"), el("b", { class: "strong" }, tie(reveal.truth.says)), whole ? el("span", { class: "muted" }, `${whole.right} of ${whole.n} were right`) : ""),
    whole ? el("figure", { class: "well crowd" }, classPicture(state.question, reveal, { desk: true })) : "", el("p", { class: "muted" }, tie(reveal.explain))].filter(Boolean);
}

function words({ state, people }) {
  const fact = (title, text) => [el("h3", { class: "strong" }, title), el("p", { class: "muted" }, text)];
  if (state.phase === "PAUSED") return state.left_s === null ? [] : fact("The clock stands", `${clock(state.left_s)} will be left when it goes on.`);
  const extra = people.filter((one) => one.extra_time !== 1).length;
  const lobby = state.phase === "LOBBY";
  return [...(state.question ? fact(state.question.title, tie(state.question.task)) : []),
    ...(lobby ? fact("Ask them to join", "The address and the code stand on the projector. Late ones may join in any round.") : fact("The truth is hidden here too", "It opens with Reveal, so this screen may be mirrored.")),
    ...(extra ? fact("Extra time", `${plural(extra, "player has", "players have")} more time. They close last, and nobody is named.`) : [])];
}

function boardTable(board) {
  if (!board) return "";
  return el("table", { class: "rows" }, el("caption", { class: "hide" }, "Board: rank, name, points of the last round, all points"), el("tbody", {}, board.rows.map((one) =>
    el("tr", {}, el("td", { class: "n muted" }, String(one.rank)), el("th", { scope: "row", class: "name" }, one.name, one.team ? el("span", { class: "muted" }, ` · team ${one.team}`) : ""), el("td", { class: "n muted" }, `+${points(one.gained)}`), el("td", { class: "n" }, points(one.points))))));
}

const NEXT = { GUESS: "Next, the AI speaks to everyone who has answered.", AI: "Next, everyone keeps or revises.", REVISE: "Next, the truth.", REVEAL: "Play it once more before you go on." };

function drawOrders(desk, order) {
  const { state, people } = desk;
  const ai = state.question?.assisted;
  byId("next").textContent = state.phase === "GUESS" && !ai ? "Next, the truth." : NEXT[state.phase] ?? "";
  const [label, op] = mainOf(state);
  const timed = ["GUESS", "REVISE"].includes(state.phase);
  const running = STEPS.some(([phase]) => phase === state.phase);
  const empty = state.phase === "LOBBY" && people.length === 0;
  const key = [state.phase, label, timed, running, empty].join("/");
  const box = byId("orders");
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  const focused = box.contains(document.activeElement);
  const main = label ? button(empty ? "Nobody is in yet" : label, () => order(op), { kind: "primary tall main", disabled: empty }) : "";
  box.replaceChildren(...[timed ? button(`+${EXTEND_S} s`, () => order("extend", { s: EXTEND_S }), { kind: "tall" }) : "",
    running ? button("Pause", () => order("pause"), { kind: "tall" }) : "", running && state.phase !== "REVEAL" ? button("Skip", () => order("skip"), { kind: "tall" }) : "", main].filter(Boolean));
  if (focused && main) main.focus();
}

function mainOf(state) {
  if (state.phase === "REVEAL" && state.idx >= state.of) return ["Finish", "next"];
  return MAIN[state.phase] ?? ["", ""];
}
