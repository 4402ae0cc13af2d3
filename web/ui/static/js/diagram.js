// Draws a BPMN or DMN file with the viewers of bpmn.io. Their mark stays fully visible, as their licence asks.
const base = new URL("../vendor/", import.meta.url);
const loaded = new Map();

function load(path) {
  if (!loaded.has(path)) loaded.set(path, new Promise((done, failed) => {
    const style = path.endsWith(".css");
    const element = document.createElement(style ? "link" : "script");
    if (style) Object.assign(element, { rel: "stylesheet", href: new URL(path, base) });
    else element.src = new URL(path, base);
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  }));
  return loaded.get(path);
}

async function source(box) {
  const answer = await fetch(box.dataset.source);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

async function bpmn(box) {
  await Promise.all(["bpmn-js/assets/diagram-js.css", "bpmn-js/assets/bpmn-js.css", "bpmn-js/viewer.js"].map(load));
  const xml = await source(box);
  box.replaceChildren();
  const viewer = new globalThis.BpmnJS({ container: box });
  await viewer.importXML(xml);
  const canvas = viewer.get("canvas"), elements = viewer.get("elementRegistry"), overlays = viewer.get("overlays");
  for (const [id, marks] of Object.entries(JSON.parse(box.dataset.marks))) {
    if (elements.get(id)) marks.split(" ").forEach((mark) => canvas.addMarker(id, mark));
  }
  for (const [id, badge] of Object.entries(JSON.parse(box.dataset.badges))) {
    if (!elements.get(id)) continue;
    const html = document.createElement("span");
    html.className = badge.stuck ? "cf-badge is-stuck" : "cf-badge";
    html.textContent = badge.text;
    overlays.add(id, { position: { top: -10, right: 14 }, html });
  }
  canvas.zoom("fit-viewport", "auto");
  // a margin all around, and room below for the mark of bpmn.io
  const { x, y, width, height } = canvas.viewbox();
  canvas.viewbox({ x: x - width * .02, y: y - height * .02, width: width * 1.04, height: height * 1.14 });
}

const WORDS = { When: "当", And: "且", Then: "则", "Hit policy": "命中策略", Annotation: "说明", Annotations: "说明", Collect: "收集全部", Unique: "唯一", First: "第一条" };
const translate = { translate: ["value", (text, values = {}) => (WORDS[text] ?? text).replace(/{([^}]+)}/g, (_, name) => values[name] ?? "")] };

// dmn-js scrolls its table inside, and heads its first column with nothing
function mend(box) {
  box.querySelectorAll(".tjs-table-container").forEach((table) => { table.tabIndex = 0; table.setAttribute("role", "group"); table.setAttribute("aria-label", "规则表"); });
  box.querySelectorAll("th:empty").forEach((cell) => { cell.innerHTML = '<span class="visually-hidden">序号</span>'; });
}

async function dmn(box) {
  const styles = ["diagram-js", "dmn-js-shared", "dmn-js-drd", "dmn-js-decision-table", "dmn-js-literal-expression", "dmn-js-boxed-expression"];
  await Promise.all([...styles.map((name) => load(`dmn-js/assets/${name}.css`)), load("dmn-js/assets/dmn-font/css/dmn.css"), load("dmn-js/viewer.js")]);
  const xml = await source(box);
  box.replaceChildren();
  const viewer = new globalThis.DmnJS({ container: box, common: { additionalModules: [translate] }, decisionTable: { additionalModules: [translate] } });
  await viewer.importXML(xml);
  const table = viewer.getViews().find((view) => view.type === "decisionTable");
  if (table) await viewer.open(table);
  mend(box);
}

export function prepare(root) {
  const boxes = [...root.querySelectorAll("[data-diagram]")];
  if (root.matches?.("[data-diagram]")) boxes.push(root);
  for (const box of boxes) {
    box.setAttribute("aria-busy", "true");
    (box.dataset.diagram === "dmn" ? dmn(box) : bpmn(box)).catch(() => {
      box.textContent = "图形没有载入。请看列表视图，或刷新页面重试。";
    }).finally(() => box.removeAttribute("aria-busy"));
  }
}
