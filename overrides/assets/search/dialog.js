// The search that every page can open.
import { el, results, style } from "./search.js";

// Opens the dialog; on a page whose search stands there already, that one gets the focus.
export function openDialog() {
  const standing = document.querySelector("#nb-search input");
  if (standing) return standing.focus();
  style();
  let dialog = document.querySelector("dialog.nb-search-dialog");
  if (!dialog) {
    const body = el("div");
    const close = el("button", { type: "button", textContent: "关闭" });
    dialog = el("dialog", { className: "nb-search-dialog md-typeset", "aria-label": "搜索报告" },
      el("div", { className: "nb-search-top" }, el("strong", { textContent: "搜索报告" }), close), body);
    close.onclick = () => dialog.close();
    dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
    document.body.append(dialog);
    results(body, {}, false);
  }
  dialog.showModal();
  dialog.querySelector("input").select();
}
