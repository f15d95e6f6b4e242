// The screens of the player's page, one function each: it returns the nodes and, where parts move, how they are brought up to date.

import { button, el, mark } from "./dom.js";
import { aiCard, bothAnswers, listening } from "./advice.js";
import { joinScreen, lobby, soundCheck } from "./arrival.js";
import { Listen } from "./listen.js";
import { memory } from "./memory.js";
import { Pad, single } from "./pads.js";
import { boardView, revealView } from "./reveal.js";
import { choice, clock, plural, points, tie } from "./say.js";

/** Tell which screen fits what is known. */
export function screenOf(page, { pending }) {
  if (page.gone) return "gone";
  if (!page.joined) return "join";
  if (!page.state) return "wait";
  const { state, me } = page;
  switch (state.phase) {
    case "LOBBY": return state.mode === "headphones" && !page.checked ? "check" : "lobby";
    case "PAUSED": return "paused";
    case "PREPARE": return "prepare";
    case "GUESS": return me.guess || pending ? "written" : "guess";
    case "AI": return me.guess && state.question.assisted ? "advice" : me.guess ? "written" : "missed";
    case "REVISE": return reviseScreen(page, pending);
    case "REVEAL": return page.reveal && page.reveal.round === state.round ? "reveal" : "closed";
    case "FINISHED": return "finished";
    default: return "closed";
  }
}

function reviseScreen({ me, revising }, pending) {
  if (!me.guess) return "missed";
  if (me.final || pending) return "settled";
  return revising ? "revise" : "advice";
}

function head(title, sub, ...more) {
  return el("div", { class: "head" }, el("h1", { tabindex: -1 }, title), sub ? el("p", { class: "sub" }, el("span", { id: "plays" }), sub) : "", more);
}

const foot = (...children) => el("div", { class: "rest" }, children);
const grow = () => el("div", { class: "grow" });

function listenTo(page) {
  const { state, sound } = page;
  if (state.mode !== "headphones") return null;
  if (page.audioOk === false) return { node: el("p", { class: "muted" }, "This phone could not load the sound. Answer with a neighbour's."), show() {} };
  return new Listen(state.question.clips, sound);
}

function guess(page) {
  const { state, link } = page;
  const opens = Date.parse(state.opens_at);
  const isOpen = () => link.now() >= opens;
  const listen = listenTo(page);
  const from = Math.max(opens, link.now());
  const draft = memory.draft?.round === state.round ? memory.draft : {};
  const pad = new Pad(state.question, {
    draft, open: isOpen(), label: "Commit", hint: state.question.assisted ? "Locks your answer. No AI has spoken yet." : "Locks your answer.",
    changed: (now) => { memory.draft = { ...now, round: state.round }; },
    submit: (v, conf) => page.answer("guess", v, conf, Math.max(0, link.now() - from)),
  });
  return { listen, nodes: [head(state.question.title, tie([state.question.task, state.question.pick].filter(Boolean).join(" ")), listen?.node ?? ""), pad.node],
    tick() { if (pad.open !== isOpen()) pad.setOpen(isOpen()); } };
}

function written(page) {
  const { question } = page.state;
  const own = () => memory.pending ?? page.me.guess;
  const status = el("p", { class: "stamp", role: "status" });
  const count = el("p", { class: "muted", "aria-live": "off" });
  const listen = listenTo(page);
  return { listen, nodes: [head("Your answer", tie(question.task), listen?.node ?? ""),
    el("div", { class: "card mine" }, el("p", { class: "fig" }, choice(own().v, question)), el("p", { class: "muted" }, own().conf ?? "")),
    status, grow(), foot(count, el("p", { class: "muted" }, question.assisted ? "Next, the AI says what it hears." : "Next, the truth."))],
    update() {
      const waits = memory.pending !== null;
      status.replaceChildren(mark(waits ? "dots" : "tick"), waits ? "On its way" : "Written down");
      const { n, of } = page.progress;
      count.textContent = of ? `${n} of ${of} have answered` : "";
    } };
}

function advice(page) {
  const { state, me } = page;
  const { question } = state;
  const listen = listenTo(page);
  const sub = el("span", { role: "status" });
  const keep = button(["Keep ", choice(me.guess.v, question)], () => page.answer("revise", me.guess.v, me.guess.conf, 0), { kind: "primary big", disabled: true });
  const revise = button("Revise", () => { page.revising = true; page.render(); }, { kind: "big", disabled: true });
  const hint = el("p", {});
  const said = el("div", { class: "said" });
  let shown = null;
  return { listen, nodes: [head("A second opinion", sub, listen?.node ?? ""),
    el("div", { class: "pad" }, said), el("div", { class: "side" }, grow(), el("div", { class: "foot" }, el("div", { class: "pair" }, revise, keep), hint))],
    update() {
      const { ai } = page.me;
      const open = page.state.phase === "REVISE";
      keep.disabled = revise.disabled = !open;
      const says = open ? "Listen again, then decide." : "You decide in a moment.";
      if (sub.textContent !== says) sub.textContent = says;
      hint.textContent = open ? "If time ends, your answer stays." : "First look at what it says.";
      if (shown === (ai ?? "none")) return;
      shown = ai ?? "none";
      said.replaceChildren(...(ai ? [bothAnswers(question, me.guess.v, ai.v), aiCard(question, ai)] : [listening()]));
    } };
}

function revise(page) {
  const { state, me, link } = page;
  const from = link.now();
  const listen = listenTo(page);
  const keep = button("Keep mine", () => page.answer("revise", me.guess.v, me.guess.conf, link.now() - from), { kind: "big" });
  const draft = memory.draft?.round === state.round && memory.draft.revise ? memory.draft : { v: me.guess.v, conf: me.guess.conf, set: true };
  const pad = new Pad(state.question, {
    draft, open: true, label: "Take this", hint: "If time ends, your first answer stays.", second: keep,
    changed: (now) => { memory.draft = { ...now, revise: true, round: state.round }; },
    submit: (v, conf) => page.answer("revise", v, conf, link.now() - from),
  });
  const ai = me.ai && me.ai.v !== null ? `The AI says ${choice(me.ai.v, state.question)}.` : "The AI could not tell.";
  return { listen, nodes: [head("Your final answer", `You said ${choice(me.guess.v, state.question)}. ${ai}`, listen?.node ?? ""), pad.node] };
}

function settled(page) {
  const { question } = page.state;
  const own = () => memory.pending ?? page.me.final;
  const status = el("p", { class: "stamp", role: "status" });
  return { nodes: [head("Your final answer", tie(question.task)), el("div", { class: "card mine" }, el("p", { class: "fig" }, choice(own().v, question)), el("p", { class: "muted" }, own().conf ?? "")),
    status, grow(), foot(el("p", { class: "muted" }, "Next, the truth."))],
    update() {
      const waits = memory.pending !== null;
      status.replaceChildren(mark(waits ? "dots" : "tick"), waits ? "On its way" : "Written down");
    } };
}

function prepare(page) {
  const { state } = page;
  const words = el("p", { class: "muted", role: "status" });
  const bar = el("div", { class: "track wait", "aria-hidden": "true" }, el("i", {}));
  return { nodes: [head(`Round ${state.idx} of ${state.of}`, ""), el("div", { class: "mid" }, bar, words)],
    update() {
      const loading = page.state.files && page.audioOk === null;
      words.textContent = loading ? "The sound is on its way." : "Ready. It begins when all are.";
      bar.hidden = !loading;
    } };
}

function paused({ state }) {
  const left = state.left_s === null ? "" : ` ${clock(state.left_s)} will be left when it goes on.`;
  return { nodes: [head("Paused", ""), el("p", { class: "muted" }, `The host stopped the clock.${left} Your answers are safe.`)] };
}

function reveal(page) {
  const view = revealView(page.state.question, page.reveal);
  const board = el("div", {});
  let shown = null;
  return { nodes: [head(view.title, view.sub), el("div", { class: "pad truth" }, view.body), el("div", { class: "side" }, view.side, board)],
    update() {
      if (shown === page.board) return;
      shown = page.board;
      board.replaceChildren(boardView(page.board, page.me ? { ...page.me, ...ranked(page.reveal) } : null));
    } };
}

/** Rank and points after this round, which the state before it cannot know. */
function ranked({ mine }) {
  return mine ? { rank: mine.rank, points: mine.total } : {};
}

function finished(page) {
  const { me } = page;
  const place = me?.rank ? `Place ${me.rank}` : "The contest is over";
  const board = el("div", { class: "pad" });
  let shown = null;
  return { nodes: [head(place, me ? `${me.name}, ${plural(+points(me.points), "point", "points")}. What counts is what you heard.` : ""), board],
    update() {
      if (shown === page.board) return;
      shown = page.board;
      board.replaceChildren(boardView(page.board, page.me));
    } };
}

const still = (title, words) => () => ({ nodes: [head(title, ""), el("p", { class: "muted" }, words)] });

const GONE = {
  kicked: ["You were taken out", "The host removed this player. Ask in the room if that was a mistake."],
  ended: ["The contest is over", "The host closed the room."],
  version: ["This page is too old", "Reload it to get the one that fits the host."],
  too_many: ["Open in too many places", "Close the other tabs of this player, then reload."],
};

function gone(page) {
  const [title, words] = GONE[page.gone] ?? ["Not connected", "Reload the page to try again."];
  return { nodes: [head(title, ""), el("p", { class: "muted" }, words), grow(), single("Reload", () => location.assign("/"))] };
}

export const SCREENS = {
  join: joinScreen, wait: still("Joining", "One moment."), check: soundCheck, lobby, prepare, guess, written, advice, revise, settled, paused, reveal, finished, gone,
  missed: still("No answer this time", "The truth comes soon, and then the next round."),
  closed: still("Time is up", "The truth comes now."),
};

