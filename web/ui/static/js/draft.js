// Keeps unsent text of a form marked data-draft="key" in this tab until it is sent: a reload or a lost lease loses nothing.
const stored = (form) => `certflow.draft.${form.dataset.draft}`;
const kept = (form) => [...form.elements].filter((input) => input.name && !["file", "password", "hidden", "submit", "button"].includes(input.type));

function save(form) {
  const values = kept(form).map((input) => [input.name, input.type === "radio" || input.type === "checkbox" ? [input.value, input.checked] : input.value]);
  sessionStorage.setItem(stored(form), JSON.stringify(values));
}

function restore(form) {
  const values = JSON.parse(sessionStorage.getItem(stored(form)) ?? "null");
  if (!values) return;
  for (const [name, value] of values) {
    for (const input of kept(form)) {
      if (input.name !== name) continue;
      if (Array.isArray(value)) {
        if (input.value === value[0]) input.checked = value[1];
      } else if (!input.value) input.value = value;
    }
  }
}

// What was sent is no draft any more: the form itself, and everything of a case that is done.
function forget(name) {
  for (const key of Object.keys(sessionStorage)) {
    if (key === `certflow.draft.${name}` || key.startsWith(`certflow.draft.${name}-`)) sessionStorage.removeItem(key);
  }
}

export function prepare(root) {
  const done = [...root.querySelectorAll("[data-draft-done]"), ...(root.matches?.("[data-draft-done]") ? [root] : [])];
  for (const each of done) if (each.dataset.draftDone) forget(each.dataset.draftDone);
  for (const form of root.querySelectorAll("form[data-draft]")) {
    restore(form);
    form.addEventListener("input", () => save(form));
    form.addEventListener("change", () => save(form));
  }
}

// Sends a form marked data-autosave to its address in the background, and says honestly where the text is.
export function start() {
  let waiting;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt?.closest?.("form[data-draft]");
    if (form && event.detail.xhr.status === 200 && !form.hasAttribute("data-draft-keep")) sessionStorage.removeItem(stored(form));
  });
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-autosave]");
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => send(form), 1500);
  });
}

async function send(form) {
  const said = document.querySelector(form.dataset.autosaveSays ?? "[data-autosave-says]");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "HX-Request": "true" } });
    if (said) said.textContent = answer.ok ? `草稿已存 ${new Date().toLocaleTimeString("zh-CN", { hour12: false })}` : "草稿未能保存，请用页面上的按钮提交";
  } catch {
    if (said) said.textContent = "网络已断开，草稿未保存";
  }
}
