// Make tables with `data-sortable` sortable by a click on a header, and filterable by name and by the values of a column.
// The page is complete without this file. A cell without a number (no `data-v`) is last in either direction.

import { make } from "../dom.js";

const ROOT = new URL("../../", import.meta.url);
const FEW = 8; // minimum number of rows for a filter
const CHOICE = 20; // maximum number of agencies in a link to the reader's own choice

/** @param {HTMLTableElement} table @returns {Element} */
const boxOf = (table) => table.closest(".nb-long") ?? table.closest(".nb-scroll") ?? table;
/** @param {HTMLTableCellElement | undefined} cell */
const number = (cell) => (cell && cell.dataset.v !== undefined ? Number(cell.dataset.v) : null);
const collator = new Intl.Collator("zh-Hans-CN", { numeric: true });

/** @param {HTMLTableRowElement[]} rows @param {number} column @param {boolean} falling */
function byNumber(rows, column, falling) {
  const keyed = rows.map((row, at) => ({ row, at, key: number(row.cells[column]) }));
  return keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || a.at - b.at;
    return (falling ? b.key - a.key : a.key - b.key) || a.at - b.at;
  }).map((item) => item.row);
}

/** @param {HTMLTableRowElement[]} rows @param {number} column @param {boolean} falling */
function byName(rows, column, falling) {
  const keyed = rows.map((row, at) => ({ row, at, key: row.cells[column].textContent ?? "" }));
  const sign = falling ? -1 : 1;
  return keyed.sort((a, b) => sign * collator.compare(a.key, b.key) || a.at - b.at).map((item) => item.row);
}

/**
 * Put real buttons into the headers. Clicks on a number column sort descending, then ascending, then restore the order.
 * @param {HTMLTableElement} table
 */
export function sortable(table) {
  const body = table.tBodies[0];
  const first = [...body.rows];
  const heads = headsOf(table);
  const said = make("p", { class: "nb-hear", "aria-live": "polite" });
  boxOf(table).after(said);
  heads.forEach((head, column) => {
    const label = head.firstChild?.textContent ?? "";
    const numeric = head.classList.contains("n");
    const button = make("button", { type: "button" }, label);
    head.firstChild?.remove();
    head.prepend(button);
    button.addEventListener("click", () => {
      const steps = numeric ? ["descending", "ascending", ""] : ["ascending", "descending", ""];
      const now = steps[(steps.indexOf(head.getAttribute("aria-sort") ?? "") + 1) % 3];
      for (const other of heads) other.removeAttribute("aria-sort");
      if (now) head.setAttribute("aria-sort", now);
      const rows = now ? (numeric ? byNumber : byName)(first, column, now === "descending") : first;
      body.append(...rows);
      const word = now === "descending" ? "从大到小" : "从小到大";
      said.textContent = now ? `已按${label}${numeric ? `${word}排列，没有数字的在最后` : "排列"}` : "已恢复原来的次序";
    });
  });
}

/** @param {HTMLTableElement} table */
const headsOf = (table) => [...(table.tHead?.rows[0].cells ?? [])];

/** @type {Record<string, [label: string, test: (value: number | null) => boolean]>} */
const TESTS = {
  stated: ["有数字", (value) => value !== null],
  positive: ["大于零", (value) => value !== null && value > 0],
  zero: ["是零", (value) => value === 0],
  none: ["没有数字", (value) => value === null],
};

/** Add one set of filters for tables whose rows are the same agencies in the same order. @param {HTMLTableElement[]} tables */
function filterable(tables) {
  const rows = tables.map((table) => [...table.tBodies[0].rows]);
  const what = headsOf(tables[0])[0].textContent;
  const text = make("input", { type: "search", autocomplete: "off" });
  const columns = make("select", {}, make("option", { value: "" }, "全部"));
  const test = make("select", { "aria-label": "条件", disabled: true });
  for (const [key, [label]] of Object.entries(TESTS)) test.append(make("option", { value: key }, label));
  tables.forEach((table, t) => {
    headsOf(table).forEach((head, c) => {
      if (!head.classList.contains("n")) return;
      const name = head.querySelector("button")?.textContent ?? head.textContent;
      columns.append(make("option", { value: `${t}.${c}` }, name ?? ""));
    });
  });
  const count = make("span", { role: "status" });
  const clear = make("button", { type: "button" }, "清除");
  const choice = make("a", { class: "nb-choice", hidden: true });

  function apply() {
    const words = text.value.trim().toLowerCase();
    const [t, c] = columns.value.split(".").map(Number);
    const wanted = TESTS[test.value][1];
    test.disabled = !columns.value;
    let shown = 0;
    /** @type {RegExpMatchArray[]} */
    const ids = [];
    rows[0].forEach((row, at) => {
      const named = !words || (row.cells[0].textContent ?? "").toLowerCase().includes(words);
      const hit = named && (!columns.value || wanted(number(rows[t][at].cells[c])));
      for (const list of rows) list[at].hidden = !hit;
      if (!hit) return;
      shown += 1;
      const link = row.cells[0].querySelector("a")?.getAttribute("href")?.match(/reports\/([a-z0-9-]+)\/(\d{4})\/$/);
      if (link) ids.push(link);
    });
    count.textContent = `显示 ${shown} / ${rows[0].length}`;
    choice.hidden = !(shown < rows[0].length && ids.length > 1 && ids.length <= CHOICE && ids.length === shown);
    if (!choice.hidden) {
      choice.href = new URL(`compare/choose/?a=${ids.map((m) => m[1]).join(",")}&y=${ids[0][2]}`, ROOT).href;
      choice.textContent = `把显示的 ${shown} 个放进自选比较`;
    }
  }

  text.addEventListener("input", apply);
  columns.addEventListener("change", apply);
  test.addEventListener("change", apply);
  clear.addEventListener("click", () => {
    text.value = columns.value = "";
    apply();
    text.focus();
  });
  const box = make("div", { class: "nb-tools", role: "group", "aria-label": "筛选" });
  const conditions = make("span", {}, columns, " ", test);
  box.append(make("label", {}, `${what}名称含`, text));
  if (columns.options.length > 1) box.append(make("label", {}, "只看", conditions));
  box.append(clear, count, choice);
  boxOf(tables[0]).before(box);
  apply();
}

/** Enhance all tables in a part of the page. @param {ParentNode} root */
export function enhance(root) {
  /** @type {Map<string, HTMLTableElement[]>} */
  const groups = new Map();
  const found = /** @type {NodeListOf<HTMLTableElement>} */ (root.querySelectorAll("table[data-sortable]"));
  for (const table of found) {
    sortable(table);
    const rows = table.tBodies[0].rows;
    if (rows.length < FEW) continue;
    const key = [rows.length, rows[0].cells[0].textContent, rows[rows.length - 1].cells[0].textContent].join("|");
    groups.set(key, [...(groups.get(key) ?? []), table]);
  }
  for (const tables of groups.values()) filterable(tables);
}

if (!document.getElementById("nb-choose")) enhance(document);
