// Hides fields that another answer makes unnecessary. Without script they stay visible and are ignored by the server.
function follow(field) {
  const form = field.closest("form");
  if (!form) return; // a preview
  const wanted = field.dataset.whenValues.split("|");
  const show = () => {
    const chosen = [...form.elements].filter((input) => input.name === field.dataset.when)
      .filter((input) => (input.type !== "radio" && input.type !== "checkbox") || input.checked)
      .map((input) => input.value);
    field.hidden = !chosen.some((value) => wanted.includes(value)) && !(wanted.includes("false") && !chosen.length);
  };
  form.addEventListener("change", show);
  show();
}

export function prepare(root) {
  root.querySelectorAll("[data-when]").forEach(follow);
}
