// Folded text to terms, the same as build_scripts/search/terms.py: a shared fixture holds the two together.
import { HAN } from "./fold.js";

const LETTERS = new RegExp(`[${HAN}]{2,}|[^${HAN}0-9 ·.\\n]{2,}`, "gu");
const ACROSS = new RegExp(`([${HAN}]|[0-9]+)·(?=([${HAN}]|[0-9]+))`, "gu");
const DIGITS = new RegExp(`([${HAN}]?)([0-9]+)(?=([${HAN}]?))`, "gu");
const SHORT = 4;

// The pairs of one run after another, those across a mark, and for each number its terms: the run alone, then with its neighbours.
export function parts(folded) {
  const pairs = (folded.match(LETTERS) ?? []).map((run) => {
    const letters = Array.from(run);
    return letters.slice(1).map((c, i) => letters[i] + c);
  });
  const across = Array.from(folded.matchAll(ACROSS), ([left, , right]) => left + right);
  const numbers = Array.from(folded.matchAll(DIGITS), ([, left, digits, right]) => {
    const list = [digits];
    if (digits.length <= SHORT) {
      if (left) list.push(left + digits);
      if (right) list.push(digits + right);
    }
    return list;
  });
  return { pairs, across, numbers };
}

export function terms(folded) {
  const { pairs, across, numbers } = parts(folded);
  return [...new Set([...pairs, across, ...numbers].flat())];
}
