// Find the candidate reports of one part of a query by intersecting the lists of a few of its terms.
import { figureCandidates } from "./figures.js";
import { and, minus, or, yearOf } from "./lists.js";
import { parts } from "./terms.js";

const FIRST_TERMS = 5; // number of terms of one word that are fetched first: usually enough, and each costs a shard
/** @type {ChoiceName[]} */
const NAMES = ["year", "place", "kind", "form", "findings"];

/** [candidate reports, candidates by title or place, whether these are exact, a function that narrows them with more files]
 * @typedef {[List, List, boolean, (() => Promise<List>) | null]} Candidates */

/** Intersect the lists of all terms; empty without any term (b·x). @param {Files} files @param {string[]} list @returns {Promise<List>} */
const allOf = async (files, list) => (list.length ? (await Promise.all(list.map((term) => files.list(term)))).reduce(and) : new Map());

/** @param {List} list @param {number} year @returns {List} */
const ofYear = (list, year) => new Map([...list].filter(([board]) => yearOf(board) === year));

/** @param {Files} files @param {QueryPart} want @returns {Promise<Candidates>} */
export async function candidatesOf(files, want) {
  if ("word" in want) return want.ignorePunctuation || want.prefix ? looseCandidates(files, want) : exactCandidates(files, want.word);
  /** @type {[List, boolean]} */
  const [list, exact] = "figure" in want ? await figureCandidates(files, want)
    : ["year" in want ? ofYear(await files.list(":all"), want.year) : await files.list(`'${want.sound}`), true];
  return [list, list, exact, null];
}

/** @param {Files} files @param {string} word @returns {Promise<Candidates>} */
async function exactCandidates(files, word) {
  const { wanted, others } = neededTerms(word);
  if (!wanted.length) {
    // A single character is no term of the body: all texts are candidates, those with it in the title first.
    const [all, titles] = await Promise.all([files.list(":all"), files.list(`^${word}`)]);
    return [all, titles, false, null];
  }
  const [body, top] = await Promise.all([allOf(files, wanted), titleCandidates(files, word)]);
  return [body, top, wanted[0] === word, others.length ? () => allOf(files, others) : null];
}

/** Return the candidate reports whose title or place may contain a word of two or more characters. @param {Files} files @param {string} word */
export const titleCandidates = (files, word) => allOf(files, neededTerms(word).wanted.map((term) => `^${term}`));

// Accept every pair with or without punctuation in between: both terms are in one shard.
/** @param {Files} files @param {WordPart} asked @returns {Promise<Candidates>} */
async function looseCandidates(files, { word, prefix }) {
  const { wanted, others } = neededTerms(prefix ? word.replace(/[0-9]+$/, "") : word);
  const either = async (/** @type {string} */ term) =>
    or(await files.list(term), await files.list(term.replace(/^(\D|[0-9]+)(?=.)/u, "$1·")));
  const all = async (/** @type {string[]} */ terms) => (await Promise.all(terms.map(either))).reduce(and);
  const list = wanted.length ? await all(wanted) : await files.list(":all");
  return [list, new Map(), false, others.length ? () => all(others) : null];
}

/** @param {string} word */
function neededTerms(word) {
  const { pairs, across, numbers } = parts(word);
  const list = [...new Set([...across.flatMap((list) => list.at(-1) ?? []), ...pairs.flatMap((run) => run.filter((_, i) => i % 2 === 0 || i === run.length - 1)),
    ...numbers.flatMap(([number, ...beside]) => (beside.length ? beside : [number]))])];
  const step = Math.max(1, (list.length - 1) / (FIRST_TERMS - 1));
  const wanted = list.filter((_, i) => Math.round(Math.round(i / step) * step) === i);
  return { wanted, others: [...new Set([...list, ...pairs.flat()])].filter((term) => !wanted.includes(term)) };
}

/** Return the list of each chosen facet. @param {Files} files @param {Choices} choices @returns {Promise<Partial<Record<ChoiceName, List>>>} */
export async function chosenOf(files, choices) {
  /** @type {Partial<Record<ChoiceName, List>>} */
  const lists = {};
  if (!NAMES.some((name) => choices[name])) return lists;
  const { year, place, kind, form, findings } = choices;
  const all = await files.list(":all");
  if (year) lists.year = ofYear(all, Number(year));
  if (place) lists.place = await files.list(`@${place}`);
  if (kind) lists.kind = await files.list(`:kind=${kind}`);
  if (form) lists.form = await files.list(`:form=${form}`);
  if (findings) lists.findings = findings === "1" ? await files.list(":findings") : minus(all, await files.list(":findings"));
  return lists;
}
