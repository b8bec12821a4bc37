// Names of places that were typed with one wrong character.
import { members, or } from "./lists.js";
import { parsed } from "./text.js";

const ENDS = /(?<=[省市县区州盟旗])/;

/**
 * Of words (folded, as typed): what was typed, and the name that some agency or place has.
 * @param {Files} files @param {string[]} words @param {Fold} fold @returns {Promise<[typed: string, name: string][]>}
 */
export async function spellings(files, words, fold) {
  const found = await Promise.all(words.flatMap(names).map(async (typed) => {
    /** @type {[string, string][]} */
    const none = [];
    const letters = Array.from(typed);
    const holes = letters.slice(0, -1).map((_, i) => [...letters.slice(0, i), "*", ...letters.slice(i + 1)].join(""));
    const lists = await Promise.all(holes.map((hole) => files.list(`~${hole}`)));
    const [first] = members(lists.reduce(or, new Map()));
    if (!first) return none;
    const { agency, path } = parsed(await files.text(...first));
    const known = [...path.map(([, name]) => fold(name)), ...pieces(fold(agency), letters.length)];
    /** @param {string} name */
    const near = (name) => Array.from(name).length === letters.length && name.endsWith(letters[letters.length - 1]) &&
      Array.from(name).filter((c, i) => c !== letters[i]).length === 1;
    const name = known.find(near);
    return name ? /** @type {[string, string][]} */ ([[typed, name]]) : none;
  }));
  return found.flat();
}

// 海原县海域镇 -> 海原县海域镇, 海原县, 海域镇
/** @param {string} word */
const names = (word) => [...new Set([word, ...word.split(ENDS)])].filter((name) => /^\P{N}{3,8}$/u.test(name));

/** @param {string} text @param {number} length */
const pieces = (text, length) => Array.from(text, (_, i) => Array.from(text).slice(i, i + length).join(""));
