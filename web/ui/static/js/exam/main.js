// A running exam on this machine: questions change without the network, answers are put down at once and sent when
// there is one. Without this script every button is a plain form.
import { EVERY, Journal } from "./journal.js";
import * as view from "./view.js";
import { watch } from "./watch.js";

const device = JSON.parse(document.getElementById("exam-device").textContent);
const form = document.querySelector("[data-exam]");
const journal = new Journal(device, () => view.show(journal));
let number = device.number;

const question = () => device.questions[number - 1];

function go(to, push = true) {
  if (to < 1 || to > device.questions.length) return;
  number = to;
  view.ask(device, question(), journal);
  if (push) history.pushState({ number }, "", `/exam/${device.sitting}/q/${number}`);
}

function chosen() {
  return [...form.querySelectorAll("[name=answer]:checked")].map((input) => input.value).sort().join("");
}

function check() {
  view.checking(journal);
  const leave = () => { location.href = `/exam/${device.sitting}/check`; };
  if (!journal.lines.length && journal.online) leave();
  else journal.send().then(() => (journal.lines.length ? view.show(journal) : leave()));
}

if (form) {
  form.addEventListener("change", (event) => {
    if (event.target.name === "answer") journal.putDown(question().place, chosen());
    if (event.target.name === "flag") journal.flag(question().place, event.target.checked);
    if (event.target.name === "hand") {
      journal.handUp = event.target.checked;
      journal.send();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const where = event.submitter?.value;
    if (where === "prev") go(number - 1);
    else if (where === "review" || number === device.questions.length) check();
    else go(number + 1);
  });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell) return;
    event.preventDefault();
    go(Number(cell.dataset.cell));
  });
  addEventListener("popstate", (event) => go(event.state?.number ?? device.number, false));
  history.replaceState({ number }, "");
}

// What is still on its way has to arrive before the hand-in
const handIn = document.querySelector("[data-hand-in]");
handIn?.addEventListener("submit", (event) => {
  handIn.elements.head.value = journal.sequence;
  if (!journal.lines.length && journal.online) {
    journal.over = journal.handingIn = true;  // the hand-in is the last word
    return;
  }
  event.preventDefault();
  journal.send().then(() => view.show(journal));
});

for (const kind of ["keydown", "pointermove", "pointerdown", "scroll", "touchstart"]) {
  addEventListener(kind, () => { journal.active = performance.now(); }, { passive: true, capture: true });
}
addEventListener("online", () => journal.send());
addEventListener("offline", () => { journal.online = false; view.show(journal); });
watch(journal);
view.clock(journal, device.left_ms);
await journal.begin();
if (form) view.ask(device, question(), journal);
journal.send();
setInterval(() => journal.send(), EVERY);
