// After a refusal the summary takes the focus; after a swap the new part's heading does.
function focusOn(root) {
  const target = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (!target) return false;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: false });
  return true;
}

export function start() {
  focusOn(document);
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".cf-errors a[href^='#']");
    const group = link && document.getElementById(link.hash.slice(1));
    if (group?.matches("fieldset")) {
      event.preventDefault();
      group.scrollIntoView();
      group.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const asked = event.detail.target;
    const swapped = asked?.isConnected ? asked : asked?.id ? document.getElementById(asked.id) : null; // outerHTML
    if (!swapped || swapped.contains(document.activeElement) && document.activeElement !== document.body) return;
    if (focusOn(swapped)) return;
    const heading = swapped.querySelector("h1, h2");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  });
}
