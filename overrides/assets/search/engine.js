// Query the index that build_scripts/search writes. A query fetches the few shards of its terms, then the texts of the
// reports that it shows. The index only proposes candidates; the texts decide.
import { Gone, openFiles } from "./files.js";
import { and, listOf, members, minus, or } from "./lists.js";
import { figureNames } from "./names.js";
import { pager } from "./pager.js";
import { chosenOf, candidatesOf } from "./candidates.js";
import { parseQuery } from "./query.js";
import { folding, terms } from "./terms.js";

/** @type {List} */
const NONE = new Map();

export async function openSearch() {
  let files = await openFiles();
  const folder = folding(files.kit);
  const { fold } = folder;
  const names = figureNames(files.kit, fold);

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async function retried(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      files = await openFiles();
      return work();
    }
  }

  /** @type {LookUp} */
  const lookUp = async (wanted, choices, before) => {
    const [found, chosen] = await Promise.all([Promise.all(wanted.map((want) => candidatesOf(files, want))), chosenOf(files, choices)]);
    const text = found.length ? found.map(([list]) => list).reduce(and) : await files.list(":all");
    const narrowed = Object.values(chosen).reduce(and, text);
    // Rank reports with all words in the title or the place first, then those with at least one.
    const tops = choices.sort === "year" ? [] : found.filter((_, i) => "word" in wanted[i]).map(([, list]) => and(list, narrowed));
    const first = tops.length ? tops.reduce(and) : NONE;
    const second = minus(tops.reduce(or, NONE), first);
    const shown = before?.shown ?? new Set();
    /** @type {[year: number, row: number][]} */
    const misses = [];
    const order = [first, second, minus(minus(narrowed, first), second)].flatMap((list) => [...members(list)])
      .filter((at) => !shown.has(at.join("/")));
    const next = pager(() => files, folder, order, wanted, found.flatMap(([, , , more]) => more ?? []), shown, misses);
    const counted = () => or(before?.text() ?? NONE, minus(text, listOf(misses)));
    return {
      text: counted, shown,
      exact: found.length < 2 ? found.every(([, , exact]) => exact) : false,
      next: (n) => retried(() => next(n)),
      facets: () => retried(async () => (await import("./facets.js")).facets(files, counted(), chosen)),
    };
  };
  const tools = () => ({ files, folder, names, lookUp });

  return {
    /** Search for exact matches. @param {string} query @param {Choices} choices */
    search: (query, choices) => retried(() => lookUp(parseQuery(query, names, fold), choices)),
    // The modules of the next two functions are loaded on demand, because few queries need them.
    /** Find what was probably meant, when there are few or no exact matches. @type {BestGuess} */
    bestGuess: (query, choices, exact) => retried(async () => (await import("./guesses.js")).bestGuess(tools(), query, choices, exact)),
    /** Compute suggestions when nothing was found. @param {string} query @param {Choices} choices */
    advise: (query, choices) => retried(async () => (await import("./advice.js")).advise(tools(), query, choices)),
    /** Return the figures whose typed name was only similar: (typed label, name of the figure). @param {string} query */
    similarNames: (query) => parseQuery(query, names, fold).flatMap((want) => ("figure" in want && want.label ? [[want.label, want.figure.names[0]]] : [])),
    fold, terms: (/** @type {string} */ text) => terms(fold(text)), state: files.state,
  };
}
