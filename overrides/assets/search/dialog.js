// The search dialog that every page can open.
import { make } from "../dom.js";
import { results, style } from "./search.js";

// Open the dialog, or focus the search form of a page that has one.
export async function openDialog() {
  const standing = document.querySelector("#nb-search input");
  if (standing instanceof HTMLElement) return standing.focus();
  await style();
  const dialog = document.querySelector("dialog") ?? made();
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input")?.select();
}

function made() {
  const body = make("div");
  const close = make("button", { type: "button" }, "关闭");
  const dialog = make("dialog", { class: "nb-search-dialog md-typeset", "aria-label": "搜索报告" },
    make("div", { class: "nb-search-top" }, make("strong", {}, "搜索报告"), close), body);
  close.onclick = () => dialog.close();
  dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
  document.body.append(dialog);
  results(body, {}, false);
  return dialog;
}
