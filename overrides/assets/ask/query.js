// 查数据: parse the query in an address, find the matching cells, count and download them.
import { spreadsheetSafe, quoted, ROOT } from "../data.js";

const CODE = /^(?:\d{6}|unresolved)$/;
export const ANY = "any"; // filter value: cells with any finding

/** @param {string | null} text */
const list = (text) => [...new Set((text ?? "").split(",").filter(Boolean))];

/**
 * Parse the query in an address; invalid parts are dropped.
 * @param {string} query @param {AskChoices} known @returns {Question}
 */
export function questionOf(query, known) {
  const asked = new URLSearchParams(query);
  const place = asked.get("p") ?? "", table = known.tables.find((item) => item.key === asked.get("t"));
  const years = list(asked.get("y")).filter((year) => year in known.years);
  const has = (/** @type {[string, string][] | undefined} */ items, /** @type {string} */ name) =>
    items?.some(([key]) => key === asked.get(name)) ? asked.get(name) ?? "" : "";
  const code = asked.get("f") ?? "";
  return {
    place: CODE.test(place) ? place : "",
    years: years.length ? years : Object.keys(known.years).sort().slice(-1),
    table: table?.key ?? "",
    row: has(table?.rows, "r"),
    column: has(table?.columns, "c"),
    states: list(asked.get("s")).filter((state) => state in known.states),
    code: code === ANY || code in known.codes ? code : "",
    name: asked.get("q") ?? "",
  };
}

/** Return the address of a query, with its parts in a fixed order. @param {Question} q */
export function addressOf(q) {
  const parts = { p: q.place, y: [...q.years].sort().join(","), t: q.table, r: q.row, c: q.column, s: q.states.join(","), f: q.code, q: q.name };
  const told = Object.entries(parts).filter(([, value]) => value);
  return `?${told.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2C", ",")}`).join("&")}`;
}

/**
 * Return the files that a query needs: those of the parts within its place, for its years.
 * @param {Question} q @param {AskChoices} known @returns {AskFile[]}
 */
export function filesOf(q, known) {
  return [...q.years].sort().flatMap((year) =>
    Object.keys(known.years[year] ?? {})
      .filter((part) => !q.place || part === q.place || known.paths[part]?.some(([code]) => code === q.place) || partOf(q.place, part))
      .map((part) => ({ year, part, path: `data/${year}/ask-${part}.json` })),
  );
}

/** Return whether that part contains the county: the part of its city, or of its province where there is no city between. @param {string} place @param {string} part */
const partOf = (place, part) => !place.endsWith("00") && [place, `${place.slice(0, 4)}00`, `${place.slice(0, 2)}0000`].includes(part);

/**
 * Convert a value of a slice into a cell.
 * @param {AskValue} value @param {string} unit @returns {Pick<AskCell, "state" | "value" | "raw" | "unit">}
 */
export function cellOf(value, unit) {
  if (value === "") return { state: "blank", value: "", raw: "", unit: "" };
  if (typeof value === "number") return { state: "stated", value: String(value), raw: String(value), unit };
  if (!Array.isArray(value)) return { state: "", value: "", raw: "", unit: "" };
  const [state, raw, number = "", printed = ""] = value;
  return { state, value: number, raw, unit: number ? printed : "" };
}

/**
 * Return the cells of one slice that match a query.
 * @param {AskSlice} slice @param {string} year @param {string} part @param {Question} q @param {AskChoices} known
 * @returns {AskCell[]}
 */
export function answersIn(slice, year, part, q, known) {
  const [province = "", city = ""] = (known.paths[part] ?? []).map(([, name]) => name);
  const county = q.place && !q.place.endsWith("00") ? q.place : "";
  /** @type {AskCell[]} */
  const found = [];
  const keys = Object.keys(slice.cells).filter((key) => matches(key, q));
  slice.reports.forEach(([address, agency, code, countyName, cityName], at) => {
    if ((county && code !== county) || (q.name && !agency.includes(q.name))) return;
    for (const key of keys) {
      const value = slice.cells[key][at];
      if (value === null || value === undefined) continue;
      const cell = cellOf(value, known.units[key] ?? "");
      const doubts = slice.doubts[key]?.[at] ?? "";
      if (q.states.length && !q.states.includes(cell.state)) continue;
      if (q.code && !(q.code === ANY ? doubts : doubts.split(" ").includes(q.code))) continue;
      found.push({ ...cell, year, province, city: cityName || city, county: countyName, code, agency, address, key, doubts });
    }
  });
  return found;
}

/** @param {string} key @param {Question} q */
function matches(key, q) {
  const [table, ...rest] = key.split(".");
  const column = rest.pop(), row = rest.join(".");
  return (!q.table || table === q.table) && (!q.row || row === q.row) && (!q.column || column === q.column);
}

/** Return the keys and names of table, row and column of a cell. @param {string} key @param {AskChoices} known */
export function namesOf(key, known) {
  const [table, ...rest] = key.split(".");
  const column = rest.pop() ?? "", row = rest.join(".");
  const shape = known.tables.find((item) => item.key === table);
  const name = (/** @type {[string, string][] | undefined} */ items, /** @type {string} */ of) => items?.find(([code]) => code === of)?.[1] ?? of;
  return { table, row, column, rowName: name(shape?.rows, row), columnName: name(shape?.columns, column) };
}

/**
 * Count the cells by a property (year, city, county, state, finding), largest count first.
 * @param {AskCell[]} cells @param {(cell: AskCell) => string[]} of @returns {[value: string, cells: number][]}
 */
export function counted(cells, of) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const cell of cells) for (const value of of(cell)) found.set(value, (found.get(value) ?? 0) + 1);
  return [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** Return the exact sum of the stated numbers as text, "" when there is none or their units differ. @param {AskCell[]} cells */
export function sumOf(cells) {
  const stated = cells.filter((cell) => cell.state === "stated");
  if (!stated.length || new Set(stated.map((cell) => cell.unit)).size > 1) return "";
  const places = Math.max(...stated.map((cell) => (cell.value.split(".")[1] ?? "").length));
  const total = stated.reduce((sum, { value }) => {
    const [whole, part = ""] = value.replace("-", "").split(".");
    const units = BigInt(whole + part.padEnd(places, "0"));
    return value.startsWith("-") ? sum - units : sum + units;
  }, 0n);
  const digits = String(total < 0n ? -total : total).padStart(places + 1, "0");
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, "") : digits;
  return (total < 0n ? "-" : "") + text;
}

/** Return the complete table as CSV, with a byte order mark so that Excel reads the Chinese. @param {AskCell[]} cells @param {AskChoices} known */
export function csvOf(cells, known) {
  const head = ["year", "province", "city", "county", "agency", "table", "row", "column", "row_name", "column_name", "state", "value", "unit", "raw", "doubts", "report"];
  const lines = cells.map((cell) => {
    const { table, row, column, rowName, columnName } = namesOf(cell.key, known);
    const place = [cell.year, cell.province, cell.city, cell.county, cell.agency].map(spreadsheetSafe);
    return [...place, table, row, column, rowName, columnName, cell.state, cell.value, cell.unit, spreadsheetSafe(cell.raw), cell.doubts, new URL(cell.address, ROOT).href];
  });
  return `\ufeff${[head, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}
