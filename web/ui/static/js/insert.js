// Buttons that put a saved sentence, or a name, into a text; a part that opens hands the focus to its first field.
function insert(button) {
  const field = document.getElementById(button.dataset.insertInto);
  if (!field) return;
  const select = button.dataset.choose && document.getElementById(button.dataset.chooseIn);
  if (select && [...select.options].some((option) => option.value === button.dataset.choose)) select.value = button.dataset.choose;
  if (!field.value.includes(button.dataset.insert)) {
    const at = field === document.activeElement || field.selectionEnd ? field.selectionEnd : field.value.length;
    field.setRangeText(button.dataset.insert, at, at, "end");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    insert(button);
  });
  document.addEventListener("click", (event) => {
    const part = event.target.closest("summary")?.parentElement;
    if (part?.matches("details[data-open-focus]:not([open])")) setTimeout(() => part.querySelector("[data-first]")?.focus());
  });
}

// what was typed before and is not sent yet is seen at once
export function prepare(root) {
  for (const part of root.querySelectorAll("details[data-open-focus]:not([open])")) {
    if (part.querySelector("textarea")?.value.trim()) part.open = true;
  }
}
