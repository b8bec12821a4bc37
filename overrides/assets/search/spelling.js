// Correct mistyped names of places and agencies (build_scripts/search/name_terms.py).
import { and, members, or } from "./lists.js";
import { candidatesOf } from "./candidates.js";
import { parseReport } from "./text.js";

const ENDS = /(?<=[省市县区州盟旗])/;
const SHORTEST = 3, LONGEST = 10; // length of a name in characters
const MOST_TEXTS = 4; // number of texts read for the correct names

/**
 * Yield the word with one name corrected: characters transposed, or one wrong, missing or too many.
 * @param {Lookup[]} lookups @param {Files} files @param {string} word normalized @param {Fold} fold @returns {AsyncGenerator<string>}
 */
export async function* correctedNames(lookups, files, word, fold) {
  const wrong = await pieces(files, word);
  for (const lookup of lookups) {
    for (const typed of wrong) {
      const letters = Array.from(typed);
      const { terms, length } = lookup(letters);
      const lists = await Promise.all(terms.map((term) => files.list(term)));
      const list = and(lists.reduce(or, new Map()), await candidatesBeside(files, word, typed));
      /** @type {Set<string>} */
      const found = new Set();
      let read = 0;
      for (const at of members(list)) {
        if (read++ === MOST_TEXTS) break;
        const { agency, path } = parseReport(await files.text(...at));
        for (const name of [...path.map((place) => fold(place[1])), ...runs(fold(agency), length)]) {
          if (isNear(letters, Array.from(name))) found.add(name);
        }
      }
      for (const name of found) yield word.replace(typed, name);
    }
  }
}

/** @param {string[]} letters */
const sortedTerm = (letters) => "~" + [...letters].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)).join("");
/** @param {string[]} letters @param {number} at @param {number} gone @param {...string} put */
const spliced = (letters, at, gone, ...put) => [...letters.slice(0, at), ...put, ...letters.slice(at + gone)];

/** Return the terms to look up, and the length of the intended name. @typedef {(letters: string[]) => { terms: string[], length: number }} Lookup */

/** Needs one file. @type {Lookup[]} */
export const TRANSPOSED = [(letters) => ({ terms: [sortedTerm(letters)], length: letters.length })];
/** Need one file for each character. @type {Lookup[]} */
export const ONE_WRONG = [
  (letters) => ({ terms: letters.map((_, i) => "~" + spliced(letters, i, 1, "*").join("")), length: letters.length }),
  (letters) => ({ terms: [...letters, ""].map((_, i) => "~" + spliced(letters, i, 0, "*").join("")), length: letters.length + 1 }),
  (letters) => ({ terms: letters.map((_, i) => sortedTerm(spliced(letters, i, 1))), length: letters.length - 1 }),
];

/** Return the candidate reports for the other characters that were typed together with a name. @param {Files} files @param {string} word @param {string} typed */
async function candidatesBeside(files, word, typed) {
  const rest = word.split(typed).filter((part) => Array.from(part).length > 1);
  const lists = await Promise.all(rest.map((part) => candidatesOf(files, { word: part })));
  return lists.map(([list]) => list).reduce(and, await files.list(":all"));
}

/** @param {string} name */
const mayBeName = (name) => /^\p{Script=Han}+$/u.test(name) && Array.from(name).length >= SHORTEST && Array.from(name).length <= LONGEST;

// 海原县海域镇 -> 海域镇: return the parts that are unknown; if all are known, the whole word.
/** @param {Files} files @param {string} word */
async function pieces(files, word) {
  const parts = word.split(ENDS);
  const held = await Promise.all(parts.map(async (part) => Array.from(part).length > 1 && (await candidatesOf(files, { word: part }))[0].size > 0));
  const wrong = parts.filter((_, i) => !held[i]).filter(mayBeName);
  return wrong.length ? wrong : [word].filter(mayBeName);
}

/** @param {string} text @param {number} length */
const runs = (text, length) => Array.from(text, (_, i) => Array.from(text).slice(i, i + length).join(""));

/** Return whether one character is wrong, missing or too many, or the order differs. @param {string[]} typed @param {string[]} name */
export function isNear(typed, name) {
  if (typed.join("") === name.join("")) return false;
  if (typed.length === name.length) return typed.filter((c, i) => c !== name[i]).length === 1 || sortedTerm(typed) === sortedTerm(name);
  const [long, short] = typed.length > name.length ? [typed, name] : [name, typed];
  return long.length === short.length + 1 && long.some((_, i) => spliced(long, i, 1).join("") === short.join(""));
}
