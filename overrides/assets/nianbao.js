// Small comforts only: every page reads without this file.

// "/" or "s" goes to the search page, unless someone is typing or the page has a search of its own.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return;
  if (event.key !== "/" && event.key !== "s") return;
  const link = document.querySelector("a[data-search]");
  if (link instanceof HTMLAnchorElement) {
    event.preventDefault();
    location.href = link.href;
  }
});

// The citation: today's date, and the address at which this copy of the archive is read.
const now = new Date();
const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
for (const span of document.querySelectorAll(".nb-today")) span.textContent = today;
for (const span of document.querySelectorAll(".nb-here")) span.textContent = location.origin + location.pathname;
