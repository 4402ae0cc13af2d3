// A slider that belongs to a GET form sends it when it is let go; the button beside it does the same without script.
export function prepare(root) {
  for (const slider of root.querySelectorAll("input[type=range][data-submits]")) {
    slider.addEventListener("change", () => slider.form.requestSubmit(slider.form.querySelector("[data-submit]")));
  }
}
