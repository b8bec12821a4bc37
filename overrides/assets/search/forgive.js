// Guess what an inexact query means, from the most to the least certain guess; each guess says what was changed.
import { closest, shortly } from "./near.js";
import { question } from "./question.js";
import { misspelled, soundsAs, swapped, usual, worded } from "./variants.js";
import { proposed } from "./propose.js";
import { asked } from "./query.js";

const PAGE = 10;

/**
 * Return the first guess that finds more than `exact`, or `null`. Bold guesses are made only without any exact match.
 * @param {Tools} tools @param {string} query @param {Choices} choices @param {Found} exact @returns {Promise<Forgiven | null>}
 */
export async function forgive(tools, query, choices, exact) {
  const wanted = asked(query, tools.names, tools.folder.fold);
  if (wanted.some((want) => "word" in want && want.unknown)) return null;
  const guesses = exact.shown.size ? sure(tools, query, wanted) : both(sure(tools, query, wanted), bold(tools, wanted));
  for await (const guess of guesses) {
    const found = await tools.look(guess.wanted, choices, exact);
    const first = await found.next(PAGE);
    if (first.hits.length) return { ...found, first, meant: true, changes: guess.changes };
  }
  return null;
}

/** @param {AsyncIterable<Guess>[]} all @returns {AsyncGenerator<Guess>} */
async function* both(...all) {
  for (const some of all) yield* some;
}

/** Yield safe guesses: figures in words, ignored punctuation, number prefixes, synonyms, pinyin. @param {Tools} tools @param {string} query @param {Asked[]} wanted @returns {AsyncGenerator<Guess>} */
async function* sure(tools, query, wanted) {
  for (const way of [worded, usual, soundsAs]) yield* way(query, wanted, tools);
}

/** Yield guesses that correct every word that no report contains, unless it is in quotation marks. @param {Tools} tools @param {Asked[]} wanted @returns {AsyncGenerator<Guess>} */
async function* bold(tools, wanted) {
  const held = await Promise.all(wanted.map(async (want) => !("word" in want) || (await proposed(tools.files, want))[0].size > 0));
  const wrong = held.includes(false) ? (/** @type {number} */ i) => !held[i] : () => true;
  /** @type {Guess} */
  const guess = { wanted: [], changes: [] };
  for (const [i, want] of wanted.entries()) {
    const rest = wanted.filter((_, at) => at !== i);
    const right = "word" in want && !want.quoted && wrong(i) ? await righted(tools, want.word, rest) : null;
    guess.wanted.push(...(right?.wanted ?? [want]));
    guess.changes.push(...(right?.changes ?? []));
  }
  if (guess.changes.length) yield guess;
}

/** Correct one word so that some report contains it together with the other words. @param {Tools} tools @param {string} word @param {Asked[]} rest @returns {Promise<Guess | null>} */
async function righted(tools, word, rest) {
  for (const way of [question, swapped, closest, misspelled, shortly]) {
    for await (const guess of way(tools, word)) {
      const kept = rest.filter((want) => !("word" in want));
      if ((await (await tools.look([...guess.wanted, ...kept], {})).next(1)).hits.length) return guess;
    }
  }
  return null;
}
