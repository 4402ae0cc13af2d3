// Looks again every few seconds and draws the part anew only where it says something else.
export function poll(box, { every = 4000, url = location.href } = {}) {
  const look = async () => {
    if (!box.isConnected) return clearInterval(timer);
    try {
      const answer = await fetch(url, { headers: { "HX-Request": "true" }, redirect: "follow" });
      if (answer.redirected && new URL(answer.url).pathname !== new URL(url, location.href).pathname) location.href = answer.url;
      else if (answer.ok) replace(box, await answer.text());
    } catch { /* the network is gone for a moment */ }
  };
  const timer = setInterval(look, every);
  return look;
}

export function replace(box, html) {
  const fresh = document.createRange().createContextualFragment(html).querySelector(`#${box.id}`);
  if (!fresh || fresh.textContent === box.textContent && fresh.innerHTML.length === box.innerHTML.length) return false;
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  box.replaceChildren(...fresh.childNodes);
  for (const { name, value } of fresh.attributes) box.setAttribute(name, value);
  if (focused) box.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  return true;
}
