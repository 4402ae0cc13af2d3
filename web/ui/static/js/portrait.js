// Moves the frame of a portrait live: drag with a finger or the mouse, pinch to come closer, or use the sliders.
// Without it the sliders are sent by the button 预览, and the server cuts just the same.
const WIDTH = 295, HEIGHT = 413;
const between = (value, low, high) => Math.min(Math.max(value, low), high);

function live(form) {
  const frame = form.querySelector("[data-portrait-frame]"), image = frame.querySelector("img");
  const wide = Number(form.dataset.portraitWidth), high = Number(form.dataset.portraitHeight);
  const slider = (name) => form.elements[name];
  const exact = { x: Number(slider("x")?.value ?? 50), y: Number(slider("y")?.value ?? 20), zoom: Number(slider("zoom")?.value ?? 100) };
  const part = () => {
    const closer = exact.zoom / 100;
    return [Math.min(wide, high * WIDTH / HEIGHT) / closer, Math.min(high, wide * HEIGHT / WIDTH) / closer];
  };
  const draw = () => {
    const [width, height] = part(), scale = frame.clientWidth / width;
    image.style.width = `${wide * scale}px`;
    image.style.height = `${high * scale}px`;
    image.style.left = `${-(wide - width) * exact.x / 100 * scale}px`;
    image.style.top = `${-(high - height) * exact.y / 100 * scale}px`;
  };
  const set = (name, value) => {
    const at = slider(name);
    if (!at) return;
    exact[name] = between(value, Number(at.min), Number(at.max));
    at.value = Math.round(exact[name]);
  };
  form.addEventListener("input", (event) => {
    if (event.target.name in exact) exact[event.target.name] = Number(event.target.value);
    draw();
  });
  const fingers = new Map();
  let spread = 0;
  const apart = () => {
    const [one, other] = [...fingers.values()];
    return Math.hypot(one.x - other.x, one.y - other.y);
  };
  frame.addEventListener("pointerdown", (event) => {
    frame.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) spread = apart();
  });
  frame.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) {
      set("zoom", exact.zoom * apart() / (spread || 1));
      spread = apart();
    } else if (fingers.size === 1) {
      const [width, height] = part(), scale = frame.clientWidth / width;
      if (wide > width) set("x", exact.x - (event.clientX - before.x) / scale / (wide - width) * 100);
      if (high > height) set("y", exact.y - (event.clientY - before.y) / scale / (high - height) * 100);
    }
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) frame.addEventListener(end, (event) => fingers.delete(event.pointerId));
  form.querySelector("[data-portrait-preview]").hidden = true;
  image.src = form.dataset.portraitSource;
  frame.classList.add("is-live");
  draw();
  addEventListener("resize", draw);
}

export function prepare(root) {
  for (const form of root.querySelectorAll("form[data-portrait]")) {
    const source = new Image();
    source.addEventListener("load", () => live(form));
    source.src = form.dataset.portraitSource;
  }
}
