// The data of the reader's own choice: each slice is fetched once, and only for the chosen agencies.
import { get, spreadsheetSafe, quoted, ROOT } from "../data.js";

/** @type {() => Promise<KnownPlaces | null>} */
export const places = () => get("compare/choose/places.json");
/** @type {(code: string) => Promise<AgencySlice | null>} */
export const agencies = (code) => get(`compare/choose/${code}.json`);
/** @type {(id: string) => Promise<FigureSlice | null>} */
export const figures = (id) => get(`compare/agencies/${id}/figures.json`);

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** @param {string | null} text */
const list = (text) => [...new Set((text ?? "").split(",").filter(Boolean))];

/**
 * Parse the choice in an address: agencies by permanent id, years, indicators by key.
 * @param {string} query @param {Map<string, Indicator>} known @returns {Choice}
 */
export function choiceOf(query, known) {
  const asked = new URLSearchParams(query);
  const years = list(asked.get("y")).map(Number).filter((year) => Number.isInteger(year) && year > 1900 && year < 2200);
  const keys = list(asked.get("i")).filter((key) => known.has(key));
  return { agencies: list(asked.get("a")).filter((id) => ID.test(id)), years: years.sort((a, b) => b - a), keys };
}

/** Return the address of a choice, with its parts in a fixed order. @param {Choice} choice */
export function queryOf({ agencies: ids, years, keys }) {
  return `?a=${ids.join(",")}&y=${years.join(",")}&i=${keys.join(",")}`;
}

/**
 * Return one cell of a slice; values keep the digits of the slice.
 * @param {FigureSlice} slice @param {number} year @param {string} key @returns {ChosenCell}
 */
export function cellOf(slice, year, key) {
  const row = slice.years[year];
  const at = slice.keys.indexOf(key);
  const [ended, said] = slice.ended ?? [Infinity, ""]; // an agency that had ceased to exist made no report for that year
  const [created, before] = slice.created ?? [-Infinity, ""]; // nor one that was created later
  if (!row && year < created) return { state: "not-yet", said: before, value: "", doubts: [] };
  if (!row && year >= ended) return { state: "ended", said, value: "", doubts: [] };
  if (!row || at < 0) return { state: "not-held", value: "", doubts: [] };
  const raw = row[at];
  const [first, numerator = "", denominator = ""] = Array.isArray(raw) ? raw : [raw];
  const stated = typeof first === "number" || /^-?\d/.test(first);
  const doubts = slice.doubts?.[year]?.[key] ?? []; // numbers of the findings about the value on the report's page
  return { state: stated ? "stated" : String(first), value: stated ? String(first) : "", numerator, denominator, doubts };
}

/**
 * Return the rows that table, charts and download share: one for each agency and year.
 * @param {FigureSlice[]} slices @param {Choice} choice @returns {ChosenRow[]}
 */
export function rowsOf(slices, choice) {
  return slices.flatMap((slice) =>
    [...choice.years].sort((a, b) => a - b).map((year) => ({
      id: slice.id,
      name: slice.name,
      year,
      held: slice.years[year] !== undefined,
      address: new URL(`reports/${slice.id}/${year}/`, ROOT).href,
      cells: choice.keys.map((key) => cellOf(slice, year, key)),
    })),
  );
}

/**
 * Return the displayed values as CSV, one line for each cell, with a byte order mark so that Excel reads the Chinese.
 * @param {ChosenRow[]} rows @param {Indicator[]} indicators
 */
export function csvOf(rows, indicators) {
  const head = ["agency_id", "agency", "year", "indicator", "indicator_name", "unit", "state", "value", "numerator", "denominator", "findings"];
  const lines = rows.flatMap((row) =>
    row.cells.map((cell, at) => [
      row.id, spreadsheetSafe(row.name), String(row.year), indicators[at].key, indicators[at].name, indicators[at].unit,
      cell.state, cell.value, cell.numerator ?? "", cell.denominator ?? "", cell.doubts.map((n) => `${row.address}#f${n}`).join(" "),
    ]),
  );
  return `\ufeff${[head, ...lines].map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}
