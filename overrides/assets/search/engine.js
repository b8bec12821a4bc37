// The query side of the index that build_scripts/search writes. A query fetches the few shards that hold its terms, then
// the texts of the reports that it shows: what stands there decides, the index only proposes.
import { addressOf, Gone, openFiles } from "./files.js";
import { and, has, members, minus, or, yearOf } from "./lists.js";
import { asked } from "./query.js";
import { folding, parts, terms } from "./terms.js";
import { hitOf, parsed } from "./text.js";

const FIRST_TERMS = 5; // of one word: mostly enough, and each costs a shard
const MOST_MISSES = 4; // among the first texts: then the other terms are asked as well
const MOST_TEXTS = 70; // read for one page of hits
/** @type {ChoiceName[]} */
const NAMES = ["year", "place", "kind", "form", "findings"];
/** @type {List} */
const NONE = new Map();

export async function openSearch() {
  let files = await openFiles();
  const folder = folding(files.kit);
  const { fold } = folder;

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

  /** @param {string} query @param {Choices} choices @returns {Promise<Found>} */
  const search = (query, choices) => again(async () => {
    const wanted = asked(query, files.kit.figures, fold);
    const [found, chosen] = await Promise.all([Promise.all(wanted.map((want) => proposed(files, want))), chosenOf(files, choices)]);
    const text = found.length ? found.map(([list]) => list).reduce(and) : await files.list(":all");
    const narrowed = Object.values(chosen).reduce(and, text);
    // First where all words stand in the title or the place, then where one does.
    const tops = choices.sort === "year" ? [] : found.filter((_, i) => wanted[i].word).map(([, list]) => and(list, narrowed));
    const first = tops.length ? tops.reduce(and) : NONE;
    const second = minus(tops.reduce(or, NONE), first);
    const order = [first, second, minus(minus(narrowed, first), second)].flatMap((list) => [...members(list)]);
    return {
      exact: found.length < 2 ? found.every(([, , exact]) => exact) : false,
      next: pager(order, wanted, found.flatMap(([, , , others]) => others)),
      facets: () => again(async () => (await import("./facets.js")).facets(files, text, chosen)),
    };
  });

  /**
   * The next hits, whose texts hold what was asked; how many reports may in all; how many were read in vain.
   * @param {[year: number, row: number][]} order @param {Asked[]} wanted @param {string[]} others @returns {Found["next"]}
   */
  function pager(order, wanted, others) {
    let at = 0, missed = 0;
    return (n) => again(async () => {
      /** @type {ShownHit[]} */
      const hits = [];
      const begin = at;
      while (hits.length < n && at < order.length && at - begin < MOST_TEXTS) {
        const part = order.slice(at, at + n - hits.length);
        const texts = await Promise.all(part.map(([year, row]) => files.text(year, row)));
        for (const text of texts) {
          const hit = hitOf(parsed(text), wanted, folder);
          if (hit) hits.push({ ...hit, href: addressOf(hit.address) });
          else missed++;
        }
        at += part.length;
        if (missed >= MOST_MISSES && others.length) {
          const sure = await allOf(files, others.splice(0));
          order = [...order.slice(0, at), ...order.slice(at).filter(([year, row]) => has(sure, year, row))];
        }
      }
      return { hits, total: order.length - missed, missed, more: at < order.length };
    });
  }

  // What was typed of a place's name -> names that differ from it in one character: [[typed, name], …]
  /** @param {string} query */
  const suggestions = (query) => again(async () => {
    const { spellings } = await import("./spelling.js"); // these two are fetched when they are needed
    return spellings(files, asked(query, files.kit.figures, fold).flatMap(({ word }) => word ?? []), fold);
  });

  return { search, suggestions, fold, terms: (/** @type {string} */ text) => terms(fold(text)), state: files.state };
}

// ---- what the index proposes

/** [reports that may hold it, those whose title or place may, whether "may" is "do", terms that would say more]
 * @typedef {[List, List, boolean, string[]]} Candidates */

/** @param {Files} files @param {string[]} list */
const allOf = async (files, list) => (await Promise.all(list.map((term) => files.list(term)))).reduce(and);

/** @param {Files} files @param {Asked} want @returns {Promise<Candidates>} */
async function proposed(files, want) {
  if (want.word !== undefined) return candidates(files, want.word);
  const [list, exact] = await figures(files, want);
  return [list, list, exact, []];
}

/** @param {Files} files @param {string} word @returns {Promise<Candidates>} */
async function candidates(files, word) {
  const { wanted, others } = needed(word);
  if (!wanted.length) {
    const single = Array.from(word).length === 1 ? await files.list(`^${word}`) : await files.list(":all");
    return [single, single, false, others];
  }
  const [body, top] = await Promise.all([allOf(files, wanted), allOf(files, wanted.map((term) => `^${term}`))]);
  return [body, top, wanted[0] === word, others];
}

/** @param {string} word */
function needed(word) {
  const { pairs, across, numbers } = parts(word);
  const list = [...new Set([...across.flatMap((list) => list.at(-1) ?? []), ...pairs.flatMap((run) => run.filter((_, i) => i % 2 === 0 || i === run.length - 1)),
    ...numbers.flatMap(([number, ...beside]) => (beside.length ? beside : [number]))])];
  const step = Math.max(1, (list.length - 1) / (FIRST_TERMS - 1));
  const wanted = list.filter((_, i) => Math.round(Math.round(i / step) * step) === i);
  return { wanted, others: [...new Set([...list, ...pairs.flat()])].filter((term) => !wanted.includes(term)) };
}

// Of the steps >0, >10, >100 … that the index holds, the widest that is sure to hold what is asked for.
/** @param {Files} files @param {FigureAsked} asked @returns {Promise<[List, boolean]>} */
async function figures(files, { anchor, sign, number }) {
  if (sign === "=" && number > 0) return [await files.list(`=${anchor}=${number}`), true];
  const power = 10 ** Math.max(0, Math.floor(Math.log10(number || 1)));
  /** @param {number} n */
  const step = (n) => files.list(`=${anchor}>${n >= 10 ? n : 0}`);
  if (sign === ">" || sign === "≥") {
    if (sign === "≥" && number === 0) return [await files.list(":all"), false];
    return [await step(power), sign === ">" ? number === 0 : number === 1 || (power >= 10 && number === power)];
  }
  const above = number === 0 ? await step(0) : await step(power * 10);
  return [minus(await files.list(":all"), above), false];
}

/** @param {Files} files @param {Choices} choices @returns {Promise<Partial<Record<ChoiceName, List>>>} */
async function chosenOf(files, choices) {
  /** @type {Partial<Record<ChoiceName, List>>} */
  const lists = {};
  if (!NAMES.some((name) => choices[name])) return lists;
  const { year, place, kind, form, findings } = choices;
  const all = await files.list(":all");
  if (year) lists.year = new Map([...all].filter(([board]) => yearOf(board) === Number(year)));
  if (place) lists.place = await files.list(`@${place}`);
  if (kind) lists.kind = await files.list(`:kind=${kind}`);
  if (form) lists.form = await files.list(`:form=${form}`);
  if (findings) lists.findings = findings === "1" ? await files.list(":findings") : minus(all, await files.list(":findings"));
  return lists;
}
