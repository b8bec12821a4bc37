// Draw the chosen values as a table and charts in the style of the prebuilt pages. Texts are always text nodes.

import { make } from "../dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 340, LINE = 26, BAR = 16, LEFT = 62, DIGIT = 7.5;
/** @type {[string, string]} */
export const NOT_HELD = ["未收录", "本馆没有这一年的报告"];

/** @param {string} name @param {Record<string, string | number>} attributes @param {string} [text] */
function shape(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.append(text);
  return element;
}

/** @param {ChosenCell} cell @param {Words} words @returns {[string, string]} */
const wordsOf = ({ state, said }, words) => (said ? [said, ""] : state === "not-held" ? NOT_HELD : (words[state] ?? [state, ""]));
/** @param {ChosenCell} cell */
const partsOf = (cell) => (cell.denominator ? ` （${cell.numerator}/${cell.denominator}）` : "");

// A mark that links to the most severe finding about a figure. The style sheet draws it, so that it adds no text.
/** @param {ChosenCell} cell @param {string} address */
const markOf = (cell, address) => (cell.doubts.length
  ? [make("a", { class: "nb-mark", href: `${address}#f${cell.doubts[0]}`, "aria-label": "这里有核验提示", "data-n": "※" })]
  : []);

/** @param {ChosenCell} cell @param {Words} words @param {string} address */
function cellNode(cell, words, address) {
  /** @type {Record<string, string>} */
  const kinds = { blank: "n b", absent: "n a", unreadable: "n u", slash: "n s" };
  const node = make("td", { class: kinds[cell.state] ?? "n" });
  if (cell.state === "stated") {
    node.dataset.v = cell.value;
    node.append(cell.value + (cell.denominator ? `%${partsOf(cell)}` : ""), ...markOf(cell, address));
    return node;
  }
  const [seen, heard] = wordsOf(cell, words);
  const typed = cell.state === "blank" || cell.state === "absent";
  const word = make(typed ? "i" : "span", typed ? {} : { class: `nb-${cell.state}` }, seen);
  if (heard) word.append(make("span", { class: "nb-hear" }, `（${heard}）`));
  node.append(word, partsOf(cell), ...markOf(cell, address));
  return node;
}

/**
 * Return the table: agency and year, then a column for each indicator.
 * @param {ChosenRow[]} rows @param {Indicator[]} indicators @param {Words} words @param {string} caption
 */
export function tableOf(rows, indicators, words, caption) {
  /** @param {string} label @param {string} [unit] */
  const number = (label, unit) => make("th", { scope: "col", class: "n" }, label, ...(unit ? [make("small", {}, unit)] : []));
  const head = make("tr", {}, make("th", { scope: "col" }, "机关"), number("年度"));
  for (const item of indicators) head.append(number(item.name, item.unit));
  const body = make("tbody");
  for (const row of rows) {
    const year = make("td", { class: "n", "data-v": String(row.year) });
    year.append(row.held ? make("a", { href: row.address }, `${row.year}`) : `${row.year}`);
    const cells = row.cells.map((cell) => cellNode(cell, words, row.address));
    body.append(make("tr", {}, make("th", { scope: "row" }, row.name), year, ...cells));
  }
  const table = make("table", { class: "nb-data", "data-sortable": true });
  table.append(make("caption", {}, caption), make("thead", {}, head), body);
  return make("div", { class: "nb-scroll", role: "region", tabindex: "0", "aria-label": caption }, table);
}

/**
 * Return a bar chart of one indicator: a block for each agency, a bar for each year; `null` when no number is above zero.
 * @param {ChosenRow[]} rows @param {number} at @param {Indicator} item @param {Words} words
 */
export function chartOf(rows, at, item, words) {
  const values = rows.map((row) => (row.cells[at].state === "stated" ? Number(row.cells[at].value) : null));
  const most = Math.max(0, ...values.filter((value) => value !== null));
  if (most <= 0) return null;
  const digits = Math.max(...rows.map((row) => row.cells[at].value.length));
  const room = WIDTH - LEFT - Math.min(150, Math.round(DIGIT * digits) + 16);
  /** @type {Element[]} */
  const marks = [];
  /** @type {string[]} */
  const description = [];
  let y = 0;
  let name = "";
  rows.forEach((row, n) => {
    if (row.id !== name) {
      name = row.id;
      marks.push(shape("text", { x: 0, y: y + 18, class: "nb-name" }, row.name));
      y += LINE;
    }
    const cell = row.cells[at];
    marks.push(shape("text", { x: 0, y: y + 18 }, `${row.year} 年${cell.doubts.length ? "※" : ""}`));
    const value = values[n];
    if (value === null) {
      const [word] = wordsOf(cell, words);
      marks.push(shape("text", { x: LEFT + 4, y: y + 18, class: "nb-none" }, word));
      description.push(`${row.name} ${row.year} 年：${word}`);
    } else {
      const long = value > 0 ? Math.max(1, Math.floor((room * value) / most)) : 0;
      marks.push(shape("rect", { x: LEFT, y: y + 5, width: long, height: BAR, fill: "currentColor" }));
      marks.push(shape("text", { x: LEFT + long + 5, y: y + 18, class: "nb-number" }, cell.value));
      description.push(`${row.name} ${row.year} 年：${cell.value} ${item.unit}`);
    }
    y += LINE;
  });
  const title = `${item.name}（${item.unit}）`;
  const svg = shape("svg", {
    role: "img", width: WIDTH, height: y + 46, viewBox: `0 0 ${WIDTH} ${y + 46}`, "font-size": 13, fill: "currentColor",
    "aria-label": `${title}。${description.join("；")}`,
  });
  const drawn = shape("g", { transform: "translate(0 24)" });
  drawn.append(...marks);
  svg.append(
    shape("title", {}, title), shape("text", { x: 0, y: 14, class: "nb-name" }, title), drawn,
    shape("text", { x: 0, y: y + 40, class: "nb-source" }, "来源：自选比较"),
  );
  return make("figure", { class: "nb-chart" }, svg);
}
