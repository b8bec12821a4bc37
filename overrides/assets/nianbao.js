// Small conveniences: every page is readable without this file.

// "/", "s" or a click on 搜索 opens the search dialog, unless the reader is typing. Without it the link opens the search page.
/** @param {Event} event @param {HTMLAnchorElement} link */
const openSearch = async (event, link) => {
  event.preventDefault();
  try {
    await (await import("./search/dialog.js")).openDialog();
  } catch {
    location.href = link.href;
  }
};
/** @param {MouseEvent | KeyboardEvent} event */
const plain = (event) => !(event.defaultPrevented || ("isComposing" in event && event.isComposing) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
const searchLink = /** @type {HTMLAnchorElement | null} */ (document.querySelector("a[data-search]"));
searchLink?.addEventListener("click", (event) => { if (plain(event)) openSearch(event, searchLink); });
document.addEventListener("keydown", (event) => {
  const { target } = event;
  const typing = target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
  if (searchLink && plain(event) && !typing && (event.key === "/" || event.key === "s")) openSearch(event, searchLink);
});

// Fill in today's date and the current address in the citation.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
for (const span of document.querySelectorAll(".nb-today")) span.textContent = today;
for (const span of document.querySelectorAll(".nb-here")) span.textContent = location.origin + location.pathname;
// The printed address includes the query string.
addEventListener("beforeprint", () => { for (const span of document.querySelectorAll(".nb-print .nb-here")) span.textContent = location.origin + location.pathname + location.search; });

// Commands to copy contain the address of this site.
const root = new URL("../", import.meta.url).href;
for (const code of document.querySelectorAll(".nb-code code")) code.textContent = (code.textContent ?? "").replaceAll("https://本站网址/", root);

// Add a button that copies the citation with today's date.
const cited = document.querySelector(".nb-cite");
if (cited && navigator.clipboard) {
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "nb-copy";
  copy.textContent = "复制引用";
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(cited.textContent ?? "");
      copy.textContent = "已复制";
    } catch {
      copy.textContent = "不能复制，请选中文字复制";
    }
  });
  const row = document.createElement("p");
  row.className = "nb-tools";
  row.append(copy);
  cited.after(row);
}

// A click on the link of a row of the official tables also copies its address.
for (const link of document.querySelectorAll("a.nb-row")) {
  link.addEventListener("click", () => { navigator.clipboard?.writeText(new URL(link.getAttribute("href") ?? "", location.href).href).catch(() => {}); });
}

// 报告有误: the message contains the current address, and the row at its anchor.
const wrong = /** @type {HTMLAnchorElement | null} */ (document.querySelector(".nb-wrong a"));
const blank = wrong?.href;
wrong?.addEventListener("click", () => {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const named = row?.matches("th, tr") ? row.innerText.trim().split("\n")[0] : "";
  wrong.href = blank + encodeURIComponent(`${named}\n${location.href}`);
});

// 大字: large print (适老化). The choice is stored only in this browser.
const bar = document.querySelector(".nb-bar");
const kept = (() => { try { return localStorage.getItem("nb-large") === "1"; } catch { return false; } })();
if (bar) {
  const size = document.createElement("button");
  size.type = "button";
  size.className = "nb-size";
  size.textContent = "大字";
  /** @param {boolean} large */
  const show = (large) => {
    document.documentElement.classList.toggle("nb-large", large);
    size.setAttribute("aria-pressed", String(large));
  };
  size.addEventListener("click", () => {
    const large = size.getAttribute("aria-pressed") !== "true";
    show(large);
    try { localStorage.setItem("nb-large", large ? "1" : "0"); } catch { /* the browser stores nothing */ }
  });
  show(kept);
  searchLink?.after(size);
}

// Charts can be saved; the script is loaded only on pages with a chart.
if (document.querySelector(".nb-chart")) import("./picture.js").catch(() => {});
