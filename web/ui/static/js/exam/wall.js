// The wall follows what happens: by a stream of events, else by looking again every few seconds.
import { poll, replace } from "./poll.js";

const root = document.querySelector("[data-live]");
const says = document.querySelector("[data-live-says]");
const wall = document.getElementById("wall");
let polling = false, failures = 0;

const time = () => new Date().toLocaleTimeString("zh-CN", { hour12: false });

const stream = new EventSource(root.dataset.live);
stream.addEventListener("wall", (event) => {
  failures = 0;
  replace(wall, event.data);
  says.textContent = `随时更新，最近 ${time()}`;
});
stream.addEventListener("ended", (event) => {
  stream.close();
  says.textContent = event.data;
});
stream.addEventListener("error", () => {
  failures += 1;
  if (failures < 3 || polling) return;
  polling = true;
  stream.close();
  says.textContent = "每 5 秒更新";
  poll(wall, { every: 5000, url: root.dataset.poll });
});
