// Guess what an inexact query means, from the most to the least certain guess; each guess says what was changed.
import { correctWord, correctShortWord } from "./correct.js";
import { question } from "./question.js";
import { misspelled, pinyin, transposed, rewritten, figuresInWords } from "./variants.js";
import { candidatesOf } from "./candidates.js";
import { parseQuery } from "./query.js";

const PAGE = 10;

/**
 * Return the first guess that finds more than `exact`, or `null`. Bold guesses are made only without any exact match.
 * @param {Tools} tools @param {string} query @param {Choices} choices @param {Found} exact @returns {Promise<GuessFound | null>}
 */
export async function bestGuess(tools, query, choices, exact) {
  const wanted = parseQuery(query, tools.names, tools.folder.fold);
  if (wanted.some((want) => "word" in want && want.unknown)) return null;
  const guesses = exact.shown.size ? safeGuesses(tools, query, wanted) : joined(safeGuesses(tools, query, wanted), riskyGuesses(tools, wanted));
  for await (const guess of guesses) {
    const found = await tools.lookUp(guess.wanted, choices, exact);
    const first = await found.next(PAGE);
    if (first.hits.length) return { ...found, first, isGuess: true, changes: guess.changes };
  }
  return null;
}

/** @param {AsyncIterable<Guess>[]} all @returns {AsyncGenerator<Guess>} */
async function* joined(...all) {
  for (const some of all) yield* some;
}

/** Yield safe guesses: figures in words, ignored punctuation, number prefixes, synonyms, pinyin. @param {Tools} tools @param {string} query @param {QueryPart[]} wanted @returns {AsyncGenerator<Guess>} */
async function* safeGuesses(tools, query, wanted) {
  for (const guesser of [figuresInWords, rewritten, pinyin]) yield* guesser(query, wanted, tools);
}

/** Yield guesses that correct every word that no report contains, unless it is in quotation marks. @param {Tools} tools @param {QueryPart[]} wanted @returns {AsyncGenerator<Guess>} */
async function* riskyGuesses(tools, wanted) {
  const held = await Promise.all(wanted.map(async (want) => !("word" in want) || (await candidatesOf(tools.files, want))[0].size > 0));
  const wrong = held.includes(false) ? (/** @type {number} */ i) => !held[i] : () => true;
  /** @type {Guess} */
  const guess = { wanted: [], changes: [] };
  for (const [i, want] of wanted.entries()) {
    const rest = wanted.filter((_, at) => at !== i);
    const right = "word" in want && !want.quoted && wrong(i) ? await corrected(tools, want.word, rest) : null;
    guess.wanted.push(...(right?.wanted ?? [want]));
    guess.changes.push(...(right?.changes ?? []));
  }
  if (guess.changes.length) yield guess;
}

/** Correct one word so that some report contains it together with the other words. @param {Tools} tools @param {string} word @param {QueryPart[]} rest @returns {Promise<Guess | null>} */
async function corrected(tools, word, rest) {
  for (const guesser of [question, transposed, correctWord, misspelled, correctShortWord]) {
    for await (const guess of guesser(tools, word)) {
      const kept = rest.filter((want) => !("word" in want));
      if ((await (await tools.lookUp([...guess.wanted, ...kept], {})).next(1)).hits.length) return guess;
    }
  }
  return null;
}
