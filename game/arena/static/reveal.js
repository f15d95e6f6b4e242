// The truth on a phone: what was there, who said what, what it was worth, and where that leaves one.

import { el, mark } from "./dom.js";
import { answerCells } from "./advice.js";
import { axisPicture, truthPictures } from "./pictures.js";
import { capital, choice, plural, points, sameAnswer, tie } from "./say.js";

const isSlider = (question) => ["freq", "amount"].includes(question.answer.kind);

/** Return who said what: [mark, who, value, how near, right or not]. */
function answersOf(reveal) {
  const { truth, mine, ai } = reveal;
  const rows = [["truth", "Truth", truth.choice, "", null]];
  if (mine?.guess) rows.push(["guess", "First guess", mine.guess.v, mine.guess_says]);
  if (ai) rows.push(["ai", "The AI", ai.v, ai.v === null ? "could not tell" : ai.says]);
  if (mine?.final && !sameAnswer(mine.final.v, mine.guess?.v)) rows.push(["final", "Final answer", mine.final.v, mine.final_says]);
  return rows;
}

export function answerPicture(question, reveal) {
  const { truth, mine, ai, picture } = reveal;
  const moved = mine?.final && !sameAnswer(mine.final.v, mine.guess?.v);
  if (!isSlider(question)) {
    const whose = [["truth", "Truth", truth.choice]];
    if (mine?.guess) whose.push(["guess", moved ? "First" : "You", mine.guess.v]);
    if (ai) whose.push(["ai", "AI", ai.v]);
    if (moved) whose.push(["final", "Final", mine.final.v]);
    return answerCells(question, whose, whose.map(([, who, value]) => `${who}: ${choice(value, question)}`).join("; "));
  }
  const marks = { truth: truth.choice, guess: mine?.guess?.v, ai: ai?.v, final: moved ? mine.final.v : undefined, from: truth.right_from, to: truth.right_to };
  return el("div", { class: "well" }, axisPicture(question, marks, { curve: picture?.kind === "curve" && question.answer.kind === "freq" ? picture : null }));
}

function rowsTable(question, reveal) {
  const { mine, ai } = reveal;
  const right = { guess: mine && mine.guess && (sameAnswer(mine.guess.v, mine.final?.v) || !mine.final) ? mine.correct : null, final: mine?.correct, ai: ai?.correct };
  return el("table", { class: "rows answers" }, el("caption", { class: "hide" }, "Who said what"), el("tbody", {}, answersOf(reveal).map(([name, who, value, says]) =>
    el("tr", {}, el("th", { scope: "row" }, el("span", { class: "lead" }, mark(name), who)),
      el("td", {}, value === null && name === "ai" ? "–" : tie(choice(value, question))),
      el("td", { class: "muted near" }, verdictMark(right[name]), says)))));
}

function verdictMark(right) {
  if (right === null || right === undefined) return "";
  return [mark(right ? "tick" : "cross"), el("span", { class: "hide" }, right ? "right: " : "not right: ")];
}

const PLAIN = { "that one": "You found it.", "not that one": "You named another one.", right: "You were right." };

function verdict({ mine }) {
  if (!mine || (!mine.guess && !mine.final)) return "You gave no answer this time.";
  const says = mine.final_says;
  const moved = !sameAnswer(mine.guess?.v, mine.final?.v);
  if (PLAIN[says]) return moved && says === "that one" ? "You found it in the end." : PLAIN[says];
  return `Your ${moved ? "final " : ""}answer ${/^(within|exact)/.test(says) ? "is" : "was"} ${tie(says)}.`;
}

/** Fill the reveal's parts: {head, body}. */
export function revealView(question, reveal) {
  const { mine } = reveal;
  const evidence = truthPictures(question, reveal);
  return {
    title: [mark("truth"), el("span", {}, tie(reveal.truth.says))],
    sub: verdict(reveal),
    body: [
      answerPicture(question, reveal),
      evidence.map((one) => el("div", { class: "well" }, one)),
      rowsTable(question, reveal),
    ],
    side: [
      mine ? pointsView(reveal) : "",
      el("section", { class: "card why" }, el("h2", {}, "Why"), el("p", {}, tie(reveal.explain))),
    ],
  };
}

function pointsView({ mine, points: gained }) {
  const inAll = `${points(mine.total)} in all${mine.rank === null ? "" : `, place ${mine.rank}`}`;
  return el("div", {}, el("p", { class: "fig" }, `+${points(gained ?? 0)} `, el("small", {}, "points")),
    el("p", { class: "muted" }, mine.bonus ? `${points(mine.bonus)} of them for speed. ` : "", inAll));
}

/** The board with the top five and one's own place. */
export function boardView(board, me) {
  if (!board || (!board.rows.length && !board.team)) return "";
  const own = me && me.rank !== null && !board.rows.some((row) => row.name === me.name);
  const row = ({ rank, name, points: total, gained, mine }) => el("tr", { class: mine ? "me" : "" }, el("td", { class: "n muted" }, String(rank)), el("th", { scope: "row", class: "name" }, name, mine ? el("span", { class: "muted" }, " · you") : ""),
    el("td", { class: "n muted" }, gained === undefined ? "" : `+${points(gained)}`), el("td", { class: "n" }, points(total)));
  const five = board.rows.slice(0, 5).map((one) => row({ ...one, mine: me && one.name === me.name }));
  return el("section", { class: "board" }, el("div", { class: "split" }, el("h2", {}, board.final ? "The end" : "Top five"), el("span", { class: "xs muted" }, `of ${board.of}`)),
    el("table", { class: "rows" }, el("caption", { class: "hide" }, "Rank, name, points of this round, all points"), el("tbody", {}, five, own ? row({ rank: me.rank, name: me.name, points: me.points, mine: true }) : "")),
    board.team ? teamsView(board.team, me) : "");
}

function teamsView(teams, me) {
  return el("table", { class: "rows teams" }, el("caption", {}, "Teams, mean of their members"), el("tbody", {}, teams.map(({ rank, team, points: total, members }) =>
    el("tr", { class: me && me.team === team ? "me" : "" }, el("td", { class: "n muted" }, String(rank)), el("th", { scope: "row", class: "name" }, `Team ${team}`, el("span", { class: "muted" }, ` · ${plural(members, "player", "players")}`)), el("td", { class: "n" }, points(total))))));
}
