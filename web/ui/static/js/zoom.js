// Looking closely at an original: an image zooms, turns and is dragged (viewerjs), a PDF is paged in the browser's own
// viewer. Without script the link 新窗口 and the browser's viewer are the way.
const shown = new Set();

function ofImage(image) {
  if (!globalThis.Viewer) return plain(image);
  const stage = image.parentElement;
  stage.classList.add("has-viewer");
  const viewer = new globalThis.Viewer(image, {
    inline: true, button: false, navbar: false, title: false, toolbar: false, tooltip: true, keyboard: false,
    transition: false, backdrop: false, loading: false, minWidth: 120, minHeight: 120, minZoomRatio: .05, maxZoomRatio: 10,
  });
  shown.add({ image, viewer });
  return (action) => ({
    in: () => viewer.zoom(.25, true), out: () => viewer.zoom(-.25, true), turn: () => viewer.rotate(90), reset: () => viewer.reset(),
  })[action]?.();
}

function plain(image) {
  let scale = 1, turn = 0;
  return (action) => {
    if (action === "turn") turn = (turn + 90) % 360;
    else if (action === "reset") scale = 1, turn = 0;
    else if (action === "in" || action === "out") scale = Math.min(4, Math.max(.25, scale * (action === "in" ? 1.25 : .8)));
    image.style.maxWidth = scale === 1 ? "100%" : "none";
    image.style.width = scale === 1 ? "" : `${Math.round(image.naturalWidth * scale)}px`;
    image.style.transform = turn ? `rotate(${turn}deg)` : "";
  };
}

function ofPages(box, first) {
  const base = first.getAttribute("src").split("#")[0], most = Number(first.dataset.pages);
  const says = box.querySelector("[data-page-says]");
  let frame = first, page = 1, zoom = 100, turn = 0;
  const draw = () => {
    const next = frame.cloneNode(); // a viewer follows a new place in its file only when it begins anew
    next.src = `${base}#page=${page}${zoom === 100 ? "&view=FitH" : `&zoom=${zoom}`}&toolbar=0&navpanes=0`;
    next.className = `cf-viewer-frame${turn ? ` is-turned-${turn}` : ""}`;
    frame.replaceWith(next);
    frame = next;
    if (says) says.textContent = `第 ${page} / ${most} 页`;
  };
  return (action) => {
    if (action === "next" || action === "previous") page = Math.min(most, Math.max(1, page + (action === "next" ? 1 : -1)));
    else if (action === "turn") turn = (turn + 90) % 360;
    else if (action === "reset") zoom = 100, turn = 0;
    else zoom = Math.min(400, Math.max(25, zoom * (action === "in" ? 1.25 : .8)));
    draw();
  };
}

// A PDF that was clicked holds the keys; when the pointer leaves it they are the page's again.
export function start() {
  document.addEventListener("pointerover", (event) => {
    const now = document.activeElement;
    if (now?.matches("iframe.cf-viewer-frame") && event.target !== now) now.blur();
  });
}

export function prepare(root) {
  for (const old of shown) {
    if (old.image.isConnected) continue;
    old.viewer.destroy();
    shown.delete(old);
  }
  for (const box of root.querySelectorAll("[data-viewer]")) {
    const image = box.querySelector("[data-zoomable]"), frame = box.querySelector("iframe");
    const act = image ? ofImage(image) : frame?.dataset.pages ? ofPages(box, frame) : null;
    box.addEventListener("click", (event) => {
      const action = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (action) act?.(action);
    });
  }
}
