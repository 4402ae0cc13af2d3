// After the hand-in: looks for the score, or for the chief's word. What this machine kept is not needed any more.
import { poll } from "./poll.js";
import * as store from "./store.js";

const box = document.getElementById("done");
if (box.dataset.waits) poll(box, { every: 5000 });
if (box.dataset.final) store.drop(box.dataset.final).catch(() => {});
