// What the AI says, beside one's own answer: its region, its number, how often it is right; keep or revise.

import { el, mark } from "./dom.js";
import { axisPicture } from "./pictures.js";
import { capital, choice, parts, sameAnswer, tenths, tie } from "./say.js";

/** Both answers in one picture. */
export function bothAnswers(question, guess, ai) {
  const { kind } = question.answer;
  const words = `Your answer ${choice(guess, question)}; the AI ${ai === null ? "named nothing" : choice(ai, question)}`;
  if (kind === "freq" || kind === "amount") return el("div", { class: "well" }, axisPicture(question, { guess: guess ?? undefined, ai: ai ?? undefined }));
  return answerCells(question, [["guess", "You", guess], ["ai", "AI", ai]], words);
}

/** The choices as cells, each with the marks of all who named it. */
export function answerCells(question, whose, words) {
  const { kind, choices } = question.answer;
  const marksOf = (option) => whose.filter(([, , value]) => sameAnswer(value, option)).map(([name, who]) => el("span", { class: "by" }, mark(name), who));
  const cell = (option) => {
    const right = whose.some(([name, , value]) => name === "truth" && sameAnswer(value, option));
    return [right ? "right" : "", marksOf(option)];
  };
  if (kind !== "part_direction") {
    return el("div", { class: `cells n${choices.length}`, role: "img", "aria-label": words }, choices.map((option) => {
      const [right, marks] = cell(option);
      return el("div", { class: right }, el("b", {}, String(option)), el("span", { class: "marks" }, marks));
    }));
  }
  const names = [...new Set(choices.map((option) => option.part))];
  return el("div", { class: "cells moved", role: "img", "aria-label": words }, el("i", {}), el("i", {}, "Early"), el("i", {}, "Late"),
    names.map((part) => [el("i", { class: "part" }, capital(part)), ["early", "late"].map((direction) => {
      const [right, marks] = cell({ part, direction });
      return el("div", { class: right }, el("span", { class: "marks" }, marks));
    })]));
}

/** The odds stand beside the dots already. */
const withoutOdds = (why) => why.replace(/Right about \d in 10 on sounds like this\.\s*/, "");

/** The card with the AI's words; `ai` as in its frame. */
export function aiCard(question, ai) {
  const head = el("div", { class: "aihead" }, mark("ai"), el("h2", {}, "The AI"), el("span", { class: "xs muted" }, question.clips.includes("B") ? "hears only B" : "never hears the original"));
  if (ai.v === null) {
    return el("section", { class: "card says", "aria-live": "polite" }, head, el("p", { class: "fig" }, "I can't tell."), ai.why && !ai.why.startsWith("I can't tell") ? el("p", {}, tie(ai.why)) : "");
  }
  const [number, unit] = parts(ai.v, question);
  const ten = tenths(ai.p_right);
  return el("section", { class: "card says", "aria-live": "polite" }, head,
    ai.region ? el("p", { class: "region" }, tie(ai.region)) : "",
    el("p", { class: "fig number" }, capital(number), unit ? [" ", el("small", {}, unit)] : ""),
    el("div", { class: "ten", role: "img", "aria-label": `${ten} of 10` }, Array.from({ length: 10 }, (_, index) => el("i", { class: index < ten ? "full" : "" }))),
    el("p", {}, el("b", { class: "strong" }, `Right about ${ten} in 10`), " ", el("span", { class: "muted" }, "on sounds like this")),
    el("p", { class: "muted" }, tie(withoutOdds(ai.why))));
}

/** A drawn stand-in while the AI has not spoken. */
export function listening() {
  return el("section", { class: "card says", role: "status" }, el("div", { class: "aihead" }, mark("ai"), el("h2", {}, "The AI")), el("p", { class: "muted" }, "It listens now."));
}

