// 已填 n / 200 字
export function prepare(root) {
  for (const output of root.querySelectorAll("[data-count-of]")) {
    const input = document.getElementById(output.dataset.countOf);
    const tell = () => { output.textContent = `已填 ${[...input.value].length} / ${input.dataset.count} 字`; };
    input.addEventListener("input", tell);
    tell();
  }
}
