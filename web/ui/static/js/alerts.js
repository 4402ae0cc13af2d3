// Messages that float: a toast stays until it is closed; a bar tells when the network is gone.
export function start() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".cf-toast")?.remove();
  });
  const bar = document.getElementById("cf-offline");
  const show = () => { bar.hidden = navigator.onLine; };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
  document.addEventListener("htmx:sendError", () => { bar.hidden = false; });
  document.addEventListener("htmx:afterOnLoad", show);
}
