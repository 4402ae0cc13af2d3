// Zooming and turning the original; the link 新窗口 is the way without script.
export function prepare(root) {
  for (const viewer of root.querySelectorAll("[data-viewer]")) {
    const image = viewer.querySelector("[data-zoomable]");
    if (!image) continue;
    let scale = 1, turn = 0;
    const draw = () => {
      image.style.maxWidth = scale === 1 ? "100%" : "none";
      image.style.width = scale === 1 ? "" : `${Math.round(image.naturalWidth * scale)}px`;
      image.style.transform = turn ? `rotate(${turn}deg)` : "";
    };
    viewer.addEventListener("click", (event) => {
      const action = event.target.closest("[data-zoom]")?.dataset.zoom;
      if (!action) return;
      if (action === "turn") turn = (turn + 90) % 360;
      else scale = Math.min(4, Math.max(.25, scale * (action === "in" ? 1.25 : .8)));
      draw();
    });
  }
}
