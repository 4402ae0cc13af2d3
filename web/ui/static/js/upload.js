// Shows how far an upload is. The form is sent as the browser would; the answer replaces the page.
function progress(form) {
  const box = document.createElement("div");
  box.className = "mt-3";
  box.setAttribute("role", "status");
  box.innerHTML = '<p class="cf-small mb-1">正在上传…</p><div class="progress"><div class="progress-bar"></div></div>';
  form.append(box);
  return (share) => {
    box.querySelector("p").textContent = share < 1 ? `正在上传 ${Math.floor(share * 100)}%` : "已上传，正在检查文件…";
    box.querySelector(".progress-bar").style.width = `${Math.floor(share * 100)}%`;
  };
}

export function start() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const chosen = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    if (!chosen || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter ?? undefined);
    const show = progress(form);
    const request = new XMLHttpRequest();
    request.open("POST", form.action || location.href);
    request.upload.addEventListener("progress", (at) => at.lengthComputable && show(at.loaded / at.total));
    request.addEventListener("load", () => {
      if (request.responseURL && request.status < 400) return location.assign(request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", () => { form.lastElementChild.firstElementChild.textContent = "上传中断，文件未保存。请检查网络后再次提交。"; });
    request.send(data);
  });
}
