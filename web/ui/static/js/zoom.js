// Looking closely at an original: a picture zooms, turns and is dragged (viewerjs); a PDF is such a picture of one page
// at a time. Without script the link 新窗口 is the way.
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
  let kept = null, touched = false; // the next page is looked at as the one before was: as large, and turned the same way
  image.addEventListener("viewed", () => {
    if (kept?.rotate) viewer.rotateTo(kept.rotate);
    if (kept?.ratio) viewer.zoomTo(kept.ratio);
    kept = null;
    if (image.complete && viewer.image.src !== image.src) viewer.update();
  });
  return (action) => {
    if (action === "page") {
      kept = touched ? { ratio: viewer.imageData.ratio, rotate: viewer.imageData.rotate } : null;
      return viewer.update();
    }
    touched = action !== "reset";
    return { in: () => viewer.zoom(.25, true), out: () => viewer.zoom(-.25, true), turn: () => viewer.rotate(90), reset: () => viewer.reset() }[action]?.();
  };
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

function ofPages(box, image) {
  const act = ofImage(image), base = box.dataset.pageOf, most = Number(box.dataset.pages), name = image.alt.replace(/ 第 1 页$/, "");
  const says = box.querySelector("[data-page-says]"), failed = box.querySelector("[data-page-failed]");
  let page = 1;
  image.addEventListener("error", () => { failed.hidden = false; });
  image.addEventListener("load", () => {
    failed.hidden = true;
    if (page < most) new Image().src = base + (page + 1); // at hand when it is asked for
    if (image.dataset.page !== String(page)) act("page");
    image.dataset.page = page;
  });
  image.dataset.page = 1;
  if (image.complete && !image.naturalWidth) failed.hidden = false;
  return (action) => {
    if (action !== "next" && action !== "previous") return act(action);
    const to = Math.min(most, Math.max(1, page + (action === "next" ? 1 : -1)));
    if (to === page) return;
    page = to;
    image.src = base + page;
    image.alt = `${name} 第 ${page} 页`;
    says.textContent = `第 ${page} / ${most} 页`;
  };
}

export function prepare(root) {
  for (const old of shown) {
    if (old.image.isConnected) continue;
    old.viewer.destroy();
    shown.delete(old);
  }
  for (const box of root.querySelectorAll("[data-viewer]")) {
    const image = box.querySelector("[data-zoomable]");
    const act = image ? (box.dataset.pageOf ? ofPages(box, image) : ofImage(image)) : null;
    box.addEventListener("click", (event) => {
      const action = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (action) act?.(action);
    });
  }
}
