// Tells the server that a lesson is being looked at. The server alone counts; what stands on the page is its answer.
export function prepare(root) {
  const boxes = [...root.querySelectorAll("[data-learning]")];
  if (root.matches?.("[data-learning]")) boxes.push(root);
  for (const box of boxes) run(box);
}

function run(box) {
  const counted = box.querySelector("[data-learning-counted]");
  const state = box.querySelector("[data-learning-state]");
  const film = document.querySelector("video[data-learning-film]");
  const every = Number(box.dataset.every) * 1000;
  let stopped = false;

  const tell = (text) => { if (state.textContent !== text) state.textContent = text; };
  const watched = () => !document.hidden && (!film || !film.paused || film.ended);

  async function beat() {
    if (stopped || !box.isConnected) return clearInterval(timer);
    if (!watched()) return tell(film && !document.hidden ? "视频没有播放，暂停计时" : "页面不在前台，暂停计时");
    try {
      const answer = await fetch(box.dataset.learning, { method: "POST", headers: { Accept: "application/json" } });
      const told = await answer.json();
      if (!answer.ok) {
        stopped = true;
        return tell(told.message);
      }
      counted.textContent = told.text;
      tell(told.ended ? "全部课程已学完" : told.done ? "本课已学满，可以学下一课" : "正在计时");
      stopped = told.done;
    } catch {
      tell("网络断开，暂停计时；已计的时间保存在服务器");
    }
  }

  const timer = setInterval(beat, every);
  document.addEventListener("visibilitychange", beat);
  film?.addEventListener("play", beat);
  film?.addEventListener("pause", beat);
  beat();
}
