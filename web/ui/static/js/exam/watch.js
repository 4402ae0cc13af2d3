// Tells when the candidate leaves the exam page and when he is back. What follows is the server's affair.
const SETTLE = 250;  // a click on the page itself takes the focus for a moment

export function watch(journal) {
  let away = false, waiting;
  const here = () => !document.hidden && document.hasFocus();
  const look = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (here() === !away || journal.over || leaving) return;
      away = !away;
      if (away) journal.left();
      else journal.returned();
    }, SETTLE);
  };
  let leaving = false;
  addEventListener("pagehide", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", look);
  addEventListener("blur", look);
  addEventListener("focus", look);
}
