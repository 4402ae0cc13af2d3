// Writing one's name on the screen. The strokes go into a hidden field as a PNG; without script the name is typed.
const INK = "#1b2321";

export function prepare(root) {
  root.querySelectorAll("[data-signature]").forEach(run);
}

function run(box) {
  const canvas = box.querySelector("canvas");
  const state = box.querySelector("[data-signature-state]");
  const field = document.getElementById(box.dataset.signature);
  const pen = canvas.getContext("2d");
  let last = null;
  const blank = () => {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    pen.scale(ratio, ratio);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    Object.assign(pen, { strokeStyle: INK, lineWidth: 3, lineCap: "round", lineJoin: "round" });
    field.value = "";
    state.textContent = "";
  };
  const place = (event) => {
    const edge = canvas.getBoundingClientRect();
    return [event.clientX - edge.left, event.clientY - edge.top];
  };
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    last = place(event);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const next = place(event);
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...next);
    pen.stroke();
    last = next;
  });
  const lift = () => {
    if (!last) return;
    last = null;
    field.value = canvas.toDataURL("image/png");
    state.textContent = "已签名";
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  box.querySelector("[data-signature-clear]").addEventListener("click", blank);
  const before = field.value;
  blank();
  if (!before.startsWith("data:image/png;base64,")) return;
  const picture = new Image();
  picture.onload = () => {
    pen.drawImage(picture, 0, 0, canvas.clientWidth, canvas.clientHeight);
    field.value = before;
    state.textContent = "已签名";
  };
  picture.src = before;
}
