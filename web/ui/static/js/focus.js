// After a refusal the summary takes the focus; after a swap the new part's heading does.
function focusOn(root) {
  const target = root.matches?.("[data-focus]") ? root : root.querySelector("[data-focus]");
  if (!target) return false;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: false });
  return true;
}

// A part that took the place of another says itself where the focus goes, when it was in what is gone.
function replaced(part) {
  const now = document.activeElement;
  const typing = part?.contains(now) && now.matches("input, select, textarea");
  if (!part?.isConnected || typing || (now && now !== document.body && !part.contains(now)) || focusOn(part)) return;
  const place = part.matches("[data-focus-swap]") ? part : part.querySelector("[data-focus-swap]");
  if (!place) return;
  if (!place.matches("input, select, textarea, button, a")) place.tabIndex = -1;
  place.focus();
}

export function prepare(root) {
  const named = root.matches?.("[data-title]") ? root : root.querySelector("[data-title]");
  if (named && root !== document) document.title = named.dataset.title;
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
    if (!asked?.isConnected) replaced(event.target);
    const swapped = asked?.isConnected ? asked : asked?.id ? document.getElementById(asked.id) : null; // outerHTML
    const lost = document.activeElement === null || document.activeElement === document.body;
    if (!swapped || (!asked.isConnected && !lost) || (swapped.contains(document.activeElement) && !lost)) return;
    if (focusOn(swapped)) return;
    const heading = swapped.querySelector("h1, h2");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  });
}
