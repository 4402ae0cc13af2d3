// A button that may be pressed again after some seconds. Without script it can be pressed at once, and the server says no.
export function prepare(root) {
  root.querySelectorAll("[data-wait]").forEach(run);
}

function run(button) {
  const label = button.textContent;
  const ends = performance.now() + Number(button.dataset.wait) * 1000;
  const early = (event) => event.preventDefault();
  button.setAttribute("aria-disabled", "true");
  button.addEventListener("click", early);
  const tick = () => {
    const left = Math.ceil((ends - performance.now()) / 1000);
    button.textContent = left > 0 ? `${label}（${left} 秒后）` : label;
    if (left > 0 && button.isConnected) return void setTimeout(tick, 1000);
    button.removeAttribute("aria-disabled");
    button.removeEventListener("click", early);
  };
  tick();
}
