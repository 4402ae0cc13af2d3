// Sends a chosen file at once and in parts, so that a broken connection goes on where it stopped and nothing is chosen again.
// Where the parts can't be sent the file stays in its input, and the plain form takes it along.
const PART = 256 * 1024, WAITS = [1, 2, 4, 8, 15, 30];
const going = new Map(); // input → the promise of its upload

const later = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const ask = (address, body, headers = {}) => fetch(address, { method: body ? "POST" : "GET", body, headers });
const told = { Accept: "application/json" };

function progress(row) {
  row.querySelector("[data-upload-says]")?.remove();
  const box = document.createElement("div");
  box.dataset.uploadSays = "";
  box.setAttribute("role", "status");
  box.innerHTML = '<p class="cf-small mb-1"></p><div class="progress" aria-hidden="true"><div class="progress-bar"></div></div>';
  row.append(box);
  return (share, words) => {
    const percent = Math.floor(share * 100);
    box.querySelector("p").textContent = words ?? (share < 1 ? `上传中 ${percent}%` : "已上传，正在检查文件…");
    if (box.querySelector(".progress-bar")) box.querySelector(".progress-bar").style.width = `${percent}%`;
    return box;
  };
}

function refuse(row, input, sentence) {
  row.querySelector("[data-upload-says]")?.remove();
  row.querySelector(".cf-error")?.remove();
  const line = document.createElement("div");
  line.className = "cf-error";
  line.id = `f-${input.name}-error`;
  line.setAttribute("role", "alert");
  line.innerHTML = '<i class="bi bi-exclamation-circle" aria-hidden="true"></i><span></span>';
  line.querySelector("span").textContent = sentence;
  row.insertBefore(line, row.lastElementChild);
  input.value = "";
  input.setAttribute("aria-invalid", "true");
}

// Until the person asks to go on, or the network is back
function pressed(show, share) {
  const box = show(share, `网络中断，已上传 ${Math.floor(share * 100)}%，文件不用重新选择。`);
  const bar = box.querySelector(".progress");
  bar.hidden = true;
  bar.classList.remove("progress");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-secondary btn-sm";
  button.textContent = "继续上传";
  box.append(button);
  return new Promise((done) => {
    const go = () => {
      button.remove();
      bar.hidden = false;
      bar.classList.add("progress");
      removeEventListener("online", go);
      done();
    };
    button.addEventListener("click", go);
    addEventListener("online", go);
  });
}

// The answer of the server, however often the connection breaks
async function insist(request, show, share) {
  for (let tries = 0; ; tries++) {
    try {
      const answer = await request();
      if (answer.status < 500 && answer.status !== 429) return answer;
      if (tries >= WAITS.length) return answer;
    } catch {
      if (tries >= WAITS.length || !navigator.onLine) {
        await pressed(show, share());
        tries = 0;
        continue;
      }
      show(share(), `网络不稳定，正在重试（已上传 ${Math.floor(share() * 100)}%）`);
    }
    await later(WAITS[Math.min(tries, WAITS.length - 1)]);
  }
}

// True when the file was taken or refused; false where the plain form has to take it along
async function send(input, file) {
  const form = input.form, row = input.closest("li"), show = progress(row);
  let received = 0;
  const share = () => (file.size ? received / file.size : 0);
  show(0);
  const about = new URLSearchParams({ target: form.dataset.uploadTarget, kind: input.name, filename: file.name, size: file.size, mark: `${file.lastModified}` });
  for (let round = 0; round < 3; round++) {
    const begun = await insist(() => ask(form.dataset.uploads, about, told), show, share);
    if (input.files[0] !== file) return true;
    if ([409, 413, 422, 429].includes(begun.status)) return refuse(row, input, (await begun.json()).message) ?? true;
    if (!begun.ok) return row.querySelector("[data-upload-says]").remove() ?? false;
    const at = await begun.json();
    received = at.received;
    let lost = false;
    while (received < file.size && !lost) {
      show(share());
      const from = received;
      const answer = await insist(() => ask(`${at.address}/parts?start=${from}`, file.slice(from, Math.min(from + Math.min(PART, at.part), file.size)), told), show, share);
      if (input.files[0] !== file) return true;
      if (answer.ok) received = (await answer.json()).received;
      else if (answer.status === 409) received = (await (await insist(() => ask(at.address, undefined, told), show, share)).json()).received ?? 0;
      else if (answer.status === 404) lost = true;
      else return row.querySelector("[data-upload-says]").remove() ?? false;
    }
    if (lost) continue;
    show(1);
    const seen = form.elements[`seen.${input.name}`];
    let broken = false;
    const done = await insist(async () => {
      try {
        return await ask(`${at.address}/finish`, new URLSearchParams(seen ? { [seen.name]: seen.value } : {}), { "HX-Request": "true" });
      } catch (error) {
        broken = true;
        throw error;
      }
    }, show, share);
    if (done.status === 404 && broken) return location.reload() ?? true; // taken, only the answer was lost
    if (done.status === 404) continue;
    if (!done.ok && ![409, 413, 422].includes(done.status)) return row.querySelector("[data-upload-says]").remove() ?? false;
    swap(await done.text(), row, input);
    return true;
  }
  return false;
}

function swap(text, row, input) {
  const parts = new DOMParser().parseFromString(`<body>${text}</body>`, "text/html").body.children;
  const here = row.contains(document.activeElement);
  let found = false;
  for (const part of [...parts]) {
    const old = document.getElementById(part.id);
    if (!part.id || !old) continue;
    old.replaceWith(part);
    part.querySelectorAll(".cf-error").forEach((line) => line.setAttribute("role", "alert"));
    found ||= part.id === row.id;
  }
  if (found && !document.querySelector(`#${CSS.escape(row.id)} .cf-error`)) settled(input.id);
  if (!found) refuse(row, input, new DOMParser().parseFromString(text, "text/html").body.textContent.trim());
  else if (here) document.getElementById(input.id)?.focus();
}

// A file that is there now is no fault of the page any more
function settled(id) {
  const summary = document.querySelector(".cf-errors");
  summary?.querySelector(`a[href="#${CSS.escape(id)}"]`)?.closest("li").remove();
  const left = summary?.querySelectorAll("li").length;
  if (left) summary.querySelector("h2").textContent = `有 ${left} 处需要修改`;
  if (left !== 0) return;
  summary.remove();
  document.title = document.title.replace("错误：", "");
}

function chosen(input) {
  const file = input.files[0];
  const upload = send(input, file).catch(() => false).finally(() => going.get(input) === upload && going.delete(input));
  going.set(input, upload);
}

// A form whose files are still on their way waits for them; one with a refused file stays where it is
async function hold(event) {
  const form = event.target;
  if (!form.matches?.("form[data-uploads]")) return;
  const waiting = [...going].filter(([input]) => input.form === form).map(([, upload]) => upload);
  if (!waiting.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  await Promise.allSettled(waiting);
  const fault = form.querySelector(".cf-error[role=alert]");
  if (fault) return fault.scrollIntoView({ block: "center" });
  if (submitter?.isConnected) form.requestSubmit(submitter);
  else form.requestSubmit();
}

// The camera at once: the same input, told which camera to open
function photograph(event) {
  const button = event.target.closest("button[data-camera]");
  const input = button && document.getElementById(button.dataset.cameraFor);
  if (!input) return;
  const accepts = input.accept;
  input.setAttribute("capture", button.dataset.camera);
  input.accept = "image/*";
  input.click();
  setTimeout(() => {
    input.removeAttribute("capture");
    input.accept = accepts;
  }, 500);
}

export function start() {
  document.addEventListener("submit", hold, true);
  document.addEventListener("click", photograph);
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("form[data-uploads] input[data-upload]") && event.target.files.length) chosen(event.target);
  });
}
