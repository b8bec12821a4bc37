// The query side of the index that build_scripts/search writes. A query fetches the few shards that hold its terms, then
// the texts of the reports that it shows: what stands there decides, the index only proposes.
import { Gone, openFiles } from "./files.js";
import { and, listOf, members, minus, or } from "./lists.js";
import { figureNames } from "./names.js";
import { pager } from "./pager.js";
import { chosenOf, proposed } from "./propose.js";
import { asked } from "./query.js";
import { folding, terms } from "./terms.js";

/** @type {List} */
const NONE = new Map();

export async function openSearch() {
  let files = await openFiles();
  const folder = folding(files.kit);
  const { fold } = folder;
  const names = figureNames(files.kit, fold);

  /** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
  async function again(work) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      files = await openFiles();
      return work();
    }
  }

  /** @type {Look} */
  const look = async (wanted, choices, before) => {
    const [found, chosen] = await Promise.all([Promise.all(wanted.map((want) => proposed(files, want))), chosenOf(files, choices)]);
    const text = found.length ? found.map(([list]) => list).reduce(and) : await files.list(":all");
    const narrowed = Object.values(chosen).reduce(and, text);
    // First where all words stand in the title or the place, then where one does.
    const tops = choices.sort === "year" ? [] : found.filter((_, i) => "word" in wanted[i]).map(([, list]) => and(list, narrowed));
    const first = tops.length ? tops.reduce(and) : NONE;
    const second = minus(tops.reduce(or, NONE), first);
    const shown = before?.shown ?? new Set();
    /** @type {[year: number, row: number][]} */
    const vain = [];
    const order = [first, second, minus(minus(narrowed, first), second)].flatMap((list) => [...members(list)])
      .filter((at) => !shown.has(at.join("/")));
    const next = pager(() => files, folder, order, wanted, found.flatMap(([, , , more]) => more ?? []), shown, vain);
    const counted = () => or(before?.text() ?? NONE, minus(text, listOf(vain)));
    return {
      text: counted, shown,
      exact: found.length < 2 ? found.every(([, , exact]) => exact) : false,
      next: (n) => again(() => next(n)),
      facets: () => again(async () => (await import("./facets.js")).facets(files, counted(), chosen)),
    };
  };
  const tools = () => ({ files, folder, names, look });

  return {
    /** What stands there to the letter. @param {string} query @param {Choices} choices */
    search: (query, choices) => again(() => look(asked(query, names, fold), choices)),
    // The next two are fetched when they are needed: few queries are.
    /** What was meant, when little or nothing stands there to the letter. @type {Forgive} */
    forgive: (query, choices, exact) => again(async () => (await import("./forgive.js")).forgive(tools(), query, choices, exact)),
    /** What helps where nothing was found. @param {string} query @param {Choices} choices */
    advise: (query, choices) => again(async () => (await import("./advice.js")).advise(tools(), query, choices)),
    /** Figures by a name that is not quite theirs: what was typed, what it was taken for. @param {string} query */
    taken: (query) => asked(query, names, fold).flatMap((want) => ("figure" in want && want.label ? [[want.label, want.figure.names[0]]] : [])),
    fold, terms: (/** @type {string} */ text) => terms(fold(text)), state: files.state,
  };
}
