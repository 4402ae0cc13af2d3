// Draws what the journal knows: the way of the answers, the question, the answer sheet, the clock, the ladder.
const one = (selector) => document.querySelector(selector);

function step(item, ok, words) {
  if (!item) return;
  item.classList.toggle("is-ok", ok);
  item.classList.toggle("is-wait", !ok);
  item.querySelector("i").className = ok ? "bi bi-check2" : "bi bi-arrow-repeat";
  const text = item.querySelector("span");
  if (text.textContent !== words) text.textContent = words;
}

export function show(journal) {
  if (journal.over && !journal.handingIn) {
    location.href = `/exam/${journal.device.sitting}`;
    return;
  }
  const kept = journal.answers.size, waiting = journal.lines.length, there = journal.centre.size;
  if (!journal.onDisk) step(one("[data-chain-device]"), false, "本机不能保存，请举手");
  else step(one("[data-chain-device]"), !journal.keeping, journal.keeping ? "正在存入本机" : `已存本机 ${kept} 题`);
  step(one("[data-chain-centre]"), !waiting, waiting ? `已达中心 ${there} 题，${waiting} 条待传` : `已达中心 ${there} 题`);
  const net = one("[data-net]");
  const words = journal.refused || (journal.online ? "" : "网络已断开，答案存在本机，恢复后自动补传，不影响作答");
  if (net && net.textContent !== words) net.textContent = words;
  const bar = document.getElementById("cf-offline");
  if (bar) bar.hidden = true;  // the line above says it better
  ladder(journal);
  sheet(journal);
}

export function checking(journal) {
  const net = one("[data-net]");
  if (net && journal.lines.length) net.textContent = "正在把作答传到中心，传完即可检查交卷";
}

function ladder(journal) {
  const box = one("[data-ladder]"), said = journal.said;
  if (!box || !said) return;
  let words = "";
  if (said.rung === "countdown" && said.why === "idle") words = `长时间没有操作。请点击页面任意处，${Math.max(0, said.countdown)} 秒后将强制交卷。`;
  else if (said.why === "switches" && said.rung === "countdown") words = `已离开考试界面 ${said.switches} 次，达到上限。再离开一次，或离开超过 30 秒，将强制交卷。`;
  else if (said.why === "switches") words = `已离开考试界面 ${said.switches} 次，记录在案。超过 ${said.most} 次将强制交卷。`;
  if (box.textContent !== words) box.textContent = words;
  box.hidden = !words;
  document.querySelectorAll("[data-rungs] li").forEach((item, at) => {
    const current = at + 1 === said.switches;
    if (current) {
      item.setAttribute("aria-current", "step");
      if (!item.textContent.includes("已于")) item.textContent = `第 ${said.switches} 次：已离开，记录在案`;
    } else item.removeAttribute("aria-current");
  });
}

function sheet(journal) {
  const questions = journal.device.questions;
  for (const cell of document.querySelectorAll("[data-cell]")) {
    const question = questions[cell.dataset.cell - 1];
    const done = journal.answers.has(question.place), flagged = journal.flagged.has(question.place);
    cell.classList.toggle("is-done", done);
    cell.classList.toggle("is-flag", flagged);
    const current = cell.hasAttribute("aria-current") ? "当前，" : "";
    cell.setAttribute("aria-label", `第 ${question.number} 题，${current}${done ? "已答" : "未答"}${flagged ? "，已标记" : ""}`);
  }
  const tally = one("[data-tally]");
  const words = `已答 ${journal.answers.size}，未答 ${questions.length - journal.answers.size}，标记 ${journal.flagged.size}`;
  if (tally && tally.textContent !== words) tally.textContent = words;
}

export function ask(device, question, journal) {
  one("#qt").textContent = `${question.title} · 第 ${question.number} 题，共 ${device.questions.length} 题 · ${question.points} 分`;
  one("[data-stem]").textContent = question.stem;
  one("[data-picture]").replaceChildren(...picture(question.picture, "题干图片"));
  const answer = journal.answers.get(question.place) ?? "";
  one("[data-choices]").replaceChildren(...question.choices.map((choice) => drawn(choice, question.several, answer)));
  one("#flag").checked = journal.flagged.has(question.place);
  one("[data-exam]").action = `/exam/${device.sitting}/q/${question.number}`;
  for (const cell of document.querySelectorAll("[data-cell]")) {
    if (Number(cell.dataset.cell) === question.number) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
  }
  document.title = document.title.replace(/^第 \d+ 题/, `第 ${question.number} 题`);
  sheet(journal);
  one("#qt").closest("section").scrollTop = 0;
}

function picture(data, label) {
  if (!data) return [];
  return [Object.assign(document.createElement("img"), { className: "img-fluid d-block my-2", src: `data:image/jpeg;base64,${data}`, alt: label })];
}

function drawn(choice, several, answer) {
  const label = document.createElement("label"), input = document.createElement("input");
  label.className = "cf-choice";
  label.htmlFor = input.id = `c-${choice.shown}`;
  Object.assign(input, { className: "form-check-input", type: several ? "checkbox" : "radio", name: "answer", value: choice.letter });
  input.checked = answer.includes(choice.letter);
  const words = document.createElement("span"), letter = document.createElement("b");
  letter.className = "me-2";
  letter.textContent = choice.shown;
  words.append(letter, choice.text, ...picture(choice.picture, `选项 ${choice.shown} 图片`));
  label.append(input, words);
  return label;
}

// Counted here, set right with each answer of the server, spoken at thresholds only.
export function clock(journal, left) {
  const face = one("[data-clock]"), say = one("[data-clock-say]"), spoken = [600, 300, 60];
  const ends = performance.now() + left;
  let before = Infinity;
  const tick = () => {
    const ms = journal.said ? journal.said.left_ms - (performance.now() - journal.saidAt) : ends - performance.now();
    const seconds = Math.max(0, Math.ceil(ms / 1000));
    const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60), two = (n) => String(n).padStart(2, "0");
    face.textContent = hours ? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
    const crossed = spoken.find((threshold) => before > threshold && seconds <= threshold);
    if (crossed && before !== Infinity) say.textContent = `剩余 ${Math.ceil(seconds / 60)} 分钟`;
    before = seconds;
    if (!seconds) document.querySelectorAll("[data-exam] input").forEach((input) => { input.disabled = true; });
    if (!seconds && journal.online) journal.send();
  };
  tick();
  setInterval(tick, 1000);
}
