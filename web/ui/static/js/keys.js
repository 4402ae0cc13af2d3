// Single-key shortcuts of the page, from its list of hints. They act outside inputs only and can be switched off.
const SETTING = "certflow.keys";
const SPECIAL = { Enter: "Enter", Esc: "Escape", "←": "ArrowLeft", "→": "ArrowRight" };

// Where a row was chosen, it is the current one before its pane has come
function choose(row) {
  for (const one of document.querySelectorAll("a.cf-row[data-row][aria-current]")) one.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

const isOff = () => localStorage.getItem(SETTING) === "off";
const listed = () => [...document.querySelectorAll("[data-key]")];

function isTyping(event) {
  return event.target.closest?.("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
}

function matches(entry, event) {
  const wanted = entry.dataset.key.split(" ");
  if (wanted[0] === "Ctrl") return event.ctrlKey && event.key === (SPECIAL[wanted[1]] ?? wanted[1].toLowerCase());
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return wanted.length === 1 && event.key.toLowerCase() === (SPECIAL[wanted[0]] ?? wanted[0]).toLowerCase();
}

function act(selector) {
  const target = [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length);
  if (!target) return false;
  if (target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select")) target.focus();
  else {
    target.click();
    const first = target.matches("summary") && target.parentElement.open && target.parentElement.querySelector("[data-first]");
    (first || target).focus();
  }
  return true;
}

let box = null; // the one that was last moved to, for who moves by the buttons

function move(step) {
  const boxes = [...document.querySelectorAll("input[type=checkbox][name=entry]")];
  if (boxes.length) {
    const here = boxes.indexOf(document.activeElement.matches("input") ? document.activeElement : box);
    box = boxes[Math.min(Math.max(here + step, 0), boxes.length - 1)];
    box.focus();
    return true;
  }
  const rows = [...document.querySelectorAll("a.cf-row")];
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement.closest?.("a.cf-row")) + 1 ||
    rows.findIndex((row) => row.hasAttribute("aria-current")) + 1;
  const row = rows[Math.min(Math.max(at - 1 + step, 0), rows.length - 1)];
  row.focus();
  if (row.matches("[data-row]")) row.click(); // the pane beside follows
  return true;
}

function dialog() {
  let box = document.getElementById("cf-keys-dialog");
  box?.remove();
  box = document.createElement("dialog");
  box.id = "cf-keys-dialog";
  box.className = "cf-dialog";
  box.setAttribute("aria-labelledby", "cf-keys-title");
  const entries = [
    ...listed().map((entry) => [entry.dataset.key.split(" "), entry.dataset.label]),
    [["/"], "查找"], [["?"], "快捷键一览"], [["Esc"], "关闭"],
  ];
  const list = document.createElement("dl");
  list.className = "cf-keylist";
  for (const [names, label] of entries) {
    const term = document.createElement("dt");
    names.forEach((name) => { const key = document.createElement("kbd"); key.textContent = name; term.append(key, " "); });
    const text = document.createElement("dd");
    text.textContent = label;
    list.append(term, text);
  }
  box.innerHTML = '<h2 id="cf-keys-title">快捷键</h2><p class="cf-small cf-muted">光标在输入框内时，单键不起作用。</p>'
    + '<div class="form-check form-switch mb-3"><input class="form-check-input" type="checkbox" role="switch" id="cf-keys-on">'
    + '<label class="form-check-label" for="cf-keys-on">启用单键快捷键</label></div>'
    + '<form method="dialog"><button class="btn btn-secondary">关闭</button></form>';
  box.querySelector("p").after(list);
  const on = box.querySelector("#cf-keys-on");
  on.checked = !isOff();
  on.addEventListener("change", () => localStorage.setItem(SETTING, on.checked ? "on" : "off"));
  document.body.append(box);
  box.showModal();
}

export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-open]")) dialog();
    const way = event.target.closest("[data-move]");
    if (way) move(Number(way.dataset.move));
    const row = event.target.closest("a.cf-row[data-row]");
    if (row) choose(row);
    const all = event.target.closest("input[data-all]");
    if (all) for (const box of document.getElementsByName(all.dataset.all)) box.checked = all.checked;
    const open = document.querySelector("details.cf-user[open]");
    if (open && !open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.querySelectorAll("details.cf-user[open]").forEach((menu) => { menu.open = false; });
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const combined = listed().find((entry) => entry.dataset.key.startsWith("Ctrl ") && matches(entry, event));
    if (combined && act(combined.dataset.target)) return event.preventDefault();
    if (isOff() || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") return dialog();
    if (event.key === "/" && act("input[type=search]")) return event.preventDefault();
    const numbered = /^[1-9]$/.test(event.key) && document.querySelector(`[data-shortcut="${event.key}"]`);
    if (numbered && numbered.getClientRects().length) {
      numbered.click();
      return event.preventDefault();
    }
    const entry = listed().find((one) => one.dataset.target && matches(one, event));
    if (entry) {
      if (event.key === "Enter" && event.target.closest("a:not([data-row][aria-current]), button, summary, form")) return;
      if (act(entry.dataset.target)) event.preventDefault();
    } else if (["j", "k"].includes(event.key.toLowerCase()) && move(event.key.toLowerCase() === "j" ? 1 : -1)) {
      event.preventDefault();
    }
  });
}
