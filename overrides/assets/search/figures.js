// Figures of the statutory tables: find candidate reports, and evaluate a figure in one report (build_scripts/search/figures.py).
import { minus } from "./lists.js";
import { OPERATORS } from "./query.js";

const STATED = /^([0-9]+(?:\.[0-9]+)?)[^0-9]*$/; // text that states no number begins with \x02

/**
 * Return the rows of the figure if it meets the condition, else `null`.
 * @param {FigurePart} asked @param {ReportText} report @param {Fold} fold @returns {Line[] | null}
 */
export function rowsThatMeet({ figure, sign, number }, report, fold) {
  const rows = new Map(report.body.filter(({ kind }) => kind === "n").map((line) => [line.anchor, line]));
  /** @param {Figure["cells"]} cells */
  const held = (cells) => cells.filter(([anchor]) => rows.has(anchor));
  const above = sumOf(held(figure.cells));
  const below = sumOf(held(figure.of));
  if (!meets()) return null;
  return [...new Set(held([...figure.cells, ...figure.of]).map(([anchor]) => /** @type {Line} */ (rows.get(anchor))))];

  function meets() {
    if (figure.of.length) {
      if (!above.whole || !below.whole || below.sum < Math.max(figure.least, 1)) return false;
      return OPERATORS[sign](Math.floor((2000 * above.sum + below.sum) / (2 * below.sum)) / 10, number);
    }
    // A sum with a blank cell is a lower bound.
    return (above.whole || (above.some && (sign === ">" || sign === "≥"))) && OPERATORS[sign](above.sum, number);
  }

  /** Return the sum of the stated cells, and whether it is complete. @param {Figure["cells"]} cells */
  function sumOf(cells) {
    const numbers = cells.map(([anchor, at]) => {
      const cell = rows.get(anchor)?.text.split("\t").slice(1).at(at) ?? "";
      return cell[0] === "\x02" ? undefined : fold(cell).match(STATED)?.[1];
    });
    const stated = numbers.flatMap((n) => (n === undefined ? [] : [Number(n)]));
    return { sum: stated.reduce((a, b) => a + b, 0), some: stated.length > 0, whole: stated.length > 0 && stated.length === numbers.length };
  }
}

/**
 * Return [candidate reports, whether these are exact]: the list of the highest step >0, >10, >20, >50 … in the index that
 * includes all matches.
 * @param {Files} files @param {FigurePart} asked @returns {Promise<[List, boolean]>}
 */
export async function figureCandidates(files, { figure: { key, cells }, sign, number }) {
  const coarse = cells.length === 1 && cells[0][1] !== -1; // a column other than the last has only powers of ten
  /** @param {number} n */
  const above = (n) => files.list(`=${key}>${n}`);
  if (sign === "=" && number > 0) return coarse ? [await above(stepBelow(number, [1])), false] : [await files.list(`=${key}=${number}`), true];
  if (sign === ">" || sign === "≥") {
    if (sign === "≥" && number === 0) return [await files.list(":all"), false];
    const step = stepBelow(number, coarse ? [1] : [5, 2, 1]);
    return [await above(step), step ? sign === "≥" && number === step : sign === ">" ? number === 0 : number === 1];
  }
  return [minus(await files.list(":all"), await above(number === 0 ? 0 : stepAbove(number, coarse ? [10] : [2, 5, 10]))), false];
}

/** @param {number} n */
const power = (n) => 10 ** Math.floor(Math.log10(n));
/** @param {number} n @param {number[]} factors */
const stepBelow = (n, factors) => (n < 10 ? 0 : (factors.map((f) => f * power(n)).find((step) => step <= n) ?? power(n)));
/** @param {number} n @param {number[]} factors */
const stepAbove = (n, factors) => (n < 10 ? 10 : (factors.map((f) => f * power(n)).find((step) => step > n) ?? 10 * power(n)));
