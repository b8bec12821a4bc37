// Cut text into terms, identically to build_scripts/search/normalize.py and terms.py; a shared fixture tests both.
const HAN = "\\u4e00-\\u9fff〇\\u3400-\\u4dbf\\uf900-\\ufaff\\u{20000}-\\u{323af}";

// eslint-disable-next-line no-control-regex -- Python treats these four as white space
const SPACE = /[\t\v\f\r\x1c-\x1f\x85\p{Z}]/u;
const INVISIBLE = /[\p{Cc}\p{Cf}]/u;
const KEPT = /[\p{L}\p{N}\p{M}\n,.]/u;
/** @type {[RegExp, string][]} */
const RULES = [
  [/(?<=[0-9]),(?=[0-9]{3}(?![0-9]))/gu, ""],
  [/(?<![0-9])\.|\.(?![0-9])|,/gu, "·"],
  [/ *·[ ·]*/gu, "·"],
  [new RegExp(` (?: *(?=[${HAN}])|(?<=[${HAN}] ) *)`, "gu"), ""],
  [/ {2,}/gu, " "],
];

/**
 * `traditional`: code points, each as the difference from the one before; `simplified`: their replacements in that order.
 * @param {Pick<Manifest, "traditional" | "simplified">} manifest @returns {Folder}
 */
export function folding({ traditional, simplified: characters }) {
  const simplified = new Map();
  let code = 0;
  Array.from(characters).forEach((c, i) => simplified.set(String.fromCodePoint((code += traditional[i])), c));
  const known = new Map();

  /** @param {string} c @returns {string} */
  function character(c) {
    let folded = known.get(c);
    if (folded === undefined) {
      folded = "";
      for (const part of c.normalize("NFKC").toLowerCase()) for (const d of simplified.get(part) ?? part) {
        folded += SPACE.test(d) ? " " : KEPT.test(d) ? d : INVISIBLE.test(d) ? "" : "·";
      }
      known.set(c, folded);
    }
    return folded;
  }

  /** @param {string} text */
  function fold(text) {
    let plain = "";
    for (const c of text) plain += character(c);
    for (const [pattern, replacement] of RULES) plain = plain.replace(pattern, replacement);
    return plain;
  }

  /** @param {string} text @returns {[string, number[]]} */
  function mapped(text) {
    /** @type {number[]} */
    let map = [];
    let plain = "", at = 0;
    for (const c of text) {
      const folded = character(c);
      plain += folded;
      for (let i = 0; i < folded.length; i++) map.push(at);
      at += c.length;
    }
    for (const [pattern, replacement] of RULES) {
      /** @type {number[]} */
      const kept = [];
      let last = 0;
      plain = plain.replace(pattern, (found, offset) => {
        kept.push(...map.slice(last, offset));
        if (replacement) kept.push(map[offset]);
        last = offset + found.length;
        return replacement;
      });
      map = [...kept, ...map.slice(last)];
    }
    return [plain, map];
  }

  return { fold, mapped };
}

// ---- normalized text to terms

const LETTERS = new RegExp(`[${HAN}]{2,}|[^${HAN}0-9 ·.\\n]{2,}`, "gu");
const ACROSS = new RegExp(`([${HAN}]|[0-9]+)·(?=([${HAN}]|[0-9]+)([${HAN}]{2})?)`, "gu");
const DIGITS = new RegExp(`([${HAN}]?)([0-9]+)(?=([${HAN}]?))`, "gu");
const SHORT = 4;

/**
 * Return the pairs of each run; for each punctuation mark the term of both sides, then the one with more of the right side;
 * for each number the run alone, then with its neighbours.
 * @param {string} folded
 */
export function parts(folded) {
  const pairs = (folded.match(LETTERS) ?? []).map((run) => {
    const letters = Array.from(run);
    return letters.slice(1).map((c, i) => letters[i] + c);
  });
  const across = Array.from(folded.matchAll(ACROSS), ([left, , right, more]) => (more ? [left + right, left + right + more] : [left + right]));
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

/** @param {string} folded */
export function terms(folded) {
  const { pairs, across, numbers } = parts(folded);
  return [...new Set([...pairs, ...across, ...numbers].flat())];
}
