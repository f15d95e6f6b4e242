// One player on the desk: name, wish, time, team, and out.

import { button, el, segments } from "./dom.js";

const TIMES = [["1", "As all"], ["1.5", "× 1.5"], ["2", "× 2"], ["0", "No clock"]];

export function openPlayer(id, desk, order) {
  const one = desk.people.find((person) => person.player === id);
  const dialog = document.getElementById("one");
  if (!one) return;
  const close = () => dialog.close();
  const then = (op, more) => () => {
    order(op, { player: id, ...more() });
    close();
  };
  const name = el("input", { id: "newname", class: "text", value: one.name, maxlength: 20, autocomplete: "off" });
  const teams = desk.desk.setup.teams;
  const form = dialog.querySelector("form");
  form.replaceChildren(el("div", { class: "split" }, el("h2", { id: "onename" }, one.name), button("Close", close)),
    ...(one.wish ? [el("div", { class: "row" }, el("p", {}, "Wants to be called ", el("b", { class: "strong" }, one.wish)), el("span", { class: "both" }, button("Agree", then("approve", () => ({ on: true }))), button("Decline", then("approve", () => ({ on: false })))))] : []),
    el("div", { class: "row" }, el("label", { class: "lab", for: "newname" }, "Name"), name, button("Rename", then("rename", () => ({ name: name.value })))),
    segments("time", "Time to answer", TIMES, { value: String(one.extra_time), onpick: (value) => order("extra_time", { player: id, factor: Number(value) }) }),
    ...(teams ? [segments("team", "Team", Array.from({ length: teams }, (_, index) => [String(index + 1), String(index + 1)]), { value: String(one.team), onpick: (value) => order("team", { player: id, team: Number(value) }) })] : []),
    el("div", { class: "row out" }, el("p", { class: "xs muted" }, "Removed players cannot come back to this room."), button("Remove", then("kick", () => ({})))));
  form.onsubmit = (event) => {
    event.preventDefault();
    if (document.activeElement === name) then("rename", () => ({ name: name.value }))();
  };
  dialog.showModal();
}
