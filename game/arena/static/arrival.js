// Coming in: the code, the name, the sound check, and the wait for the start.

import { button, el, mark } from "./dom.js";
import { memory } from "./memory.js";

const CODE = 4;

function title(words) {
  return el("h1", { tabindex: -1 }, words);
}

/** One real field under four drawn cells: paste, autofill and screen readers meet one field. */
function codeField(value, changed) {
  const cells = Array.from({ length: CODE }, () => el("i", {}));
  const input = el("input", { id: "code", value, maxlength: 12, autocomplete: "off", autocapitalize: "characters", spellcheck: "false", inputmode: "text", "aria-describedby": "codehint" });
  const draw = () => {
    cells.forEach((cell, index) => {
      cell.textContent = input.value[index] ?? "";
      cell.classList.toggle("next", index === input.value.length);
    });
    changed(input.value);
  };
  input.addEventListener("input", () => {
    input.value = input.value.toUpperCase().replace(/[^A-Z]/g, "").slice(0, CODE);
    draw();
  });
  return { input, draw, node: el("div", { class: "code" }, el("div", { class: "cells4", "aria-hidden": "true" }, cells), input) };
}

export function joinScreen(page) {
  const own = () => page.welcome?.names === "own";
  const go = el("button", { class: "btn primary big" }, "Join");
  const code = codeField(document.body.dataset.room ?? "", (value) => { go.disabled = value.length < CODE; });
  code.draw();
  const name = el("input", { id: "name", class: "text", maxlength: 20, autocomplete: "off", spellcheck: "false", "aria-describedby": "namehint" });
  const wish = el("div", {}, el("label", { class: "lab", for: "name" }, "Your name here"), name, el("p", { id: "namehint", class: "xs muted" }, "2 to 20 letters. The host has to agree. Left empty, you get one from the list."));
  const given = el("p", { class: "muted" }, "You get a name from a list. Others see only that name.");
  const trouble = el("p", { class: "strong", role: "alert" });
  const last = memory.place ? null : memory.lastPlace;
  const back = last ? button(`Go on as ${last.name}`, page.comeBack, { kind: "big" }) : "";
  const form = el("form", { class: "answer join", onsubmit: (event) => { event.preventDefault(); page.join(code.input.value, own() ? name.value.trim() : ""); } },
    el("div", { class: "pad" }, el("div", {}, el("label", { class: "lab", for: "code" }, "Code from the screen at the front"), code.node, el("p", { id: "codehint", class: "hide" }, "Four letters")), el("div", { class: "names" }, wish, given), trouble),
    el("div", { class: "side" }, el("div", { class: "grow" }), el("div", { class: "foot" }, back, go, el("p", {}, "No account, and nothing leaves this room."))));
  return { nodes: [el("div", { class: "head" }, title("Join the class")), form],
    update() {
      wish.hidden = !own();
      given.hidden = own();
      trouble.replaceChildren(page.trouble);
      trouble.hidden = !page.trouble;
    } };
}

/** Phones that play need one tap before they may, and many are on silent. */
export function soundCheck(page) {
  const heard = button("I heard it", () => { page.checked = true; page.render(); }, { kind: "primary big", disabled: true });
  const words = el("p", { class: "muted", role: "status" }, "This phone plays the sound. Put headphones on.");
  const tone = button([mark("play"), "Play the tone"], async () => {
    await page.sound.beep();
    heard.disabled = false;
    words.textContent = "No tone? Turn silent mode off, turn the volume up, and play it again.";
  }, { kind: "big" });
  return { nodes: [el("div", { class: "head" }, title("Check the sound"), words), el("div", { class: "grow" }),
    el("div", { class: "foot" }, tone, heard, el("p", {}, "Bluetooth lags: fine for tone, not for timing."))] };
}

export function lobby(page) {
  const name = el("p", { class: "fig name", "aria-live": "polite" });
  const another = button("Another", () => page.link.send({ t: "reroll" }), { "aria-label": "Another name" });
  const wish = el("p", { class: "muted" });
  const others = el("p", { class: "muted", "aria-live": "polite" });
  return { nodes: [el("div", { class: "head" }, title("You are in")), el("div", { class: "card mine" }, el("p", { class: "xs muted" }, "Your name here"), el("div", { class: "namerow" }, name, another), wish),
    el("p", { class: "stamp" }, mark("dots"), "It begins when the host starts it"), el("div", { class: "grow" }),
    el("div", { class: "rest" }, others, el("p", { class: "muted" }, page.state.mode === "speakers" ? "The sound comes from the room. This phone stays silent." : "This phone plays the sound."))],
    update() {
      const { me, state } = page;
      name.textContent = me.name;
      another.hidden = state.phase !== "LOBBY";
      wish.textContent = me.wish ? `You asked for ${me.wish}. The host has to agree.` : me.team ? `Team ${me.team}` : "Others see only this name.";
      others.textContent = state.people > 1 ? `${state.people} are in.` : "";
    } };
}
