// The waiting room: counts down to the start and notices when the invigilator has let the candidate in.
import { poll } from "./poll.js";

const room = document.getElementById("room");
let began = performance.now(), total = Number(room.dataset.waitSeconds);
const look = poll(room);
setInterval(() => {
  if (Number(room.dataset.waitSeconds) !== total) {
    total = Number(room.dataset.waitSeconds);
    began = performance.now();
  }
  const left = Math.max(0, Math.ceil(total - (performance.now() - began) / 1000));
  const face = room.querySelector("[data-wait-left]");
  if (face) face.textContent = left >= 60 ? `${Math.floor(left / 60)} 分 ${String(left % 60).padStart(2, "0")} 秒` : `${left} 秒`;
  if (face && !left) look();
}, 1000);
// Says with the start that a script runs here: without one nobody would notice that the page was left.
document.addEventListener("submit", (event) => {
  const says = event.target.querySelector("[name=script]");
  if (says) says.value = "true";
}, true);
