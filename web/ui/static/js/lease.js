// How long the case stays yours. Counted every second, spoken at thresholds only.
// While somebody is at work it is lengthened by itself, at most once in five minutes.
const SPOKEN = [600, 300, 60];
const RENEW_EVERY = 300_000, AT_WORK = 240_000;
let touched = performance.now(), renewed = performance.now();

export function start() {
  for (const sign of ["keydown", "pointerdown", "wheel", "input"]) document.addEventListener(sign, () => { touched = performance.now(); }, { passive: true });
}

function text(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes ? `剩 ${minutes} 分 ${String(seconds % 60).padStart(2, "0")} 秒` : `剩 ${seconds} 秒`;
}

export function prepare(root) {
  const boxes = [...root.querySelectorAll("[data-lease-seconds]")];
  if (root.matches?.("[data-lease-seconds]")) boxes.push(root);
  for (const box of boxes) run(box);
}

function run(box) {
  const ends = performance.now() + Number(box.dataset.leaseSeconds) * 1000;
  const left = box.querySelector("[data-lease-left]");
  const say = box.querySelector("[data-lease-say]");
  let before = Number(box.dataset.leaseSeconds) + 1;
  const timer = setInterval(() => {
    if (!box.isConnected) return clearInterval(timer);
    const seconds = Math.max(0, Math.round((ends - performance.now()) / 1000));
    left.textContent = text(seconds);
    box.classList.toggle("is-low", seconds > 0 && seconds < 180);
    const crossed = SPOKEN.find((threshold) => before > threshold && seconds <= threshold);
    if (crossed && seconds) say.textContent = `处理占用还剩 ${Math.ceil(seconds / 60)} 分钟`;
    before = seconds;
    const now = performance.now();
    if (seconds && now - renewed > RENEW_EVERY && now - touched < AT_WORK) {
      renewed = now;
      box.querySelector("[data-lease-renew]")?.requestSubmit();
    }
    if (seconds) return;
    clearInterval(timer);
    box.classList.add("is-lost");
    left.textContent = "已到时，可能已由他人领取。请续时后再提交";
    say.textContent = "处理占用已到时";
  }, 1000);
}
