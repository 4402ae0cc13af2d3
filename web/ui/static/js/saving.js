// Saves a form marked data-keep="address" while it is typed. The answer redraws #kept: when it was saved, what it adds up to.
// Nothing is lost without it: the buttons of the form save, and a page that came too late is told so by the server.
const PAUSE = 1200;
let form = null, waiting = 0, running = null, again = false, turn = 0, left = false;

function stamped() {
  const seen = form.elements._seen;
  seen.value = `${seen.value.split(".").slice(0, 2).join(".")}.${++turn}`;
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  return body;
}

function say(text) {
  const box = document.getElementById("kept");
  if (!box) return;
  let line = box.querySelector("[data-kept-says]");
  if (!line) {
    line = document.createElement("p");
    line.className = "cf-muted cf-small mb-0";
    line.dataset.keptSays = "";
    line.setAttribute("role", "status");
    box.append(line);
  }
  line.textContent = text;
}

async function save({ leaving = false } = {}) {
  clearTimeout(waiting);
  waiting = 0;
  if (!form || left) return;
  if (running && !leaving) {
    again = true;
    return;
  }
  running = new AbortController();
  const signal = leaving ? undefined : running.signal;
  try {
    const answer = await fetch(form.dataset.keep, { method: "POST", body: stamped(), headers: { "HX-Request": "true" }, keepalive: leaving, signal });
    if (answer.ok || answer.status === 409) {
      const text = await answer.text();
      const drawn = new DOMParser().parseFromString(text, "text/html").getElementById("kept");
      if (drawn) document.getElementById("kept")?.replaceWith(drawn);
      else say("这份申请已不能修改，刚输入的内容没有保存。请刷新页面查看。");
    } else say("刚输入的内容还没有保存，请按页面上的按钮保存。");
  } catch (error) {
    if (error.name !== "AbortError") say("网络已断开，刚输入的内容还没有保存；恢复后会自动保存。");
  }
  running = null;
  if (again) {
    again = false;
    save();
  }
}

export function start() {
  document.addEventListener("input", (event) => {
    if (!event.target.closest("form[data-keep]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-keep]")) return;
    left = true; // the form itself saves now; what is still on its way is older
    clearTimeout(waiting);
    running?.abort();
    stamped();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && waiting && save({ leaving: true }));
  addEventListener("online", () => form && save());
  addEventListener("pageshow", () => { left = false; });
}

export function prepare(root) {
  form = root.querySelector("form[data-keep]") ?? form;
}
