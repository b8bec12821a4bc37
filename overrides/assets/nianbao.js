// Small comforts only: every page reads without this file.
// "/" or "s" goes to the search page (unless someone is typing), Escape closes the menu.
document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))) return;
  if (event.key === "/" || event.key === "s") {
    const link = document.querySelector("a[data-search]");
    if (link instanceof HTMLAnchorElement) {
      event.preventDefault();
      location.href = link.href;
    }
  }
  if (event.key === "Escape") {
    const drawer = document.getElementById("__drawer");
    if (drawer instanceof HTMLInputElement) drawer.checked = false;
  }
});
