// Every page works without this. It moves the focus, counts down, listens to keys, keeps drafts, shows progress.
import * as alerts from "./alerts.js";
import * as count from "./count.js";
import * as diagram from "./diagram.js";
import * as draft from "./draft.js";
import * as focus from "./focus.js";
import * as insert from "./insert.js";
import * as keys from "./keys.js";
import * as learning from "./learning.js";
import * as lease from "./lease.js";
import * as portrait from "./portrait.js";
import * as resume from "./resume.js";
import * as saving from "./saving.js";
import * as signature from "./signature.js";
import * as slider from "./slider.js";
import * as upload from "./upload.js";
import * as wait from "./wait.js";
import * as when from "./when.js";
import * as zoom from "./zoom.js";

document.documentElement.classList.add("cf-script");
const parts = [
  alerts, count, diagram, draft, focus, insert, keys, learning, lease, portrait, resume, saving, signature, slider,
  upload, wait, when, zoom,
];
for (const part of parts) part.start?.();
const prepare = (root) => parts.forEach((part) => part.prepare?.(root));
prepare(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) prepare(event.detail.elt);
});
