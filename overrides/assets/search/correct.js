// Correct a word that no report contains by comparison with reports that contain most of its character pairs.
import { members } from "./lists.js";
import { parts } from "./terms.js";
import { parseReport, withoutPunctuation } from "./text.js";
import { changed } from "./variants.js";

const SHORTEST = 4; // characters; a shorter word with one wrong character has too few correct pairs
const TEXTS = [3, 5]; // number of texts read first, and further texts when these have no similar word
const MOST_PIECES = 4;
const LETTER = /(?![〇零一二三四五六七八九十百千万两甲乙丙丁])\p{L}/u; // 第五十条 is not 第二十条 mistyped

/** @param {Tools} tools @param {string} word */
export const correctWord = (tools, word) => corrections(tools, word, SHORTEST, Infinity);
/** Correct a word that is even shorter; tried only after every other guess. @param {Tools} tools @param {string} word */
export const correctShortWord = (tools, word) => corrections(tools, word, SHORTEST - 1, SHORTEST - 1);

/**
 * Yield the word with one character corrected to the most frequent form in reports, or split into pieces that one report
 * contains separately.
 * @param {Tools} tools @param {string} word @param {number} least characters @param {number} most @returns {AsyncGenerator<Guess>}
 */
async function* corrections({ files, folder }, word, least, most) {
  const size = Array.from(word).length;
  if (size < least || size > most || !/\p{Script=Han}{2}/u.test(word)) return;
  /** @type {string[]} */
  const texts = [];
  const order = await likelyReports(files, word);
  let right = "";
  for (const few of TEXTS) {
    const read = await Promise.all(order.splice(0, few).map(async (at) => {
      const { title, agency, aliases, path, body } = parseReport(await files.text(...at));
      return withoutPunctuation(folder.fold([title, agency, aliases, ...path.map(([, name]) => name), ...body.map((line) => line.text)].join("\n")));
    }));
    texts.push(...read);
    if ((right = similarIn(read.join("\n"), word))) break;
  }
  if (right) yield { wanted: [{ word: right, ignorePunctuation: true }], changes: [changed(word, right)] };
  const apart = texts.flatMap((text) => { const pieces = piecesIn(text, word); return pieces ? [pieces] : []; });
  for (const pieces of apart.sort((a, b) => a.length - b.length).slice(0, 2)) {
    yield { wanted: pieces.map((piece) => ({ word: piece })), changes: [`“${word}”分作${pieces.map((piece) => `“${piece}”`).join("、")}`] };
  }
}

/** Return the reports that contain most of the word's pairs; pairs in titles count as well. @param {Files} files @param {string} word */
async function likelyReports(files, word) {
  const terms = [...new Set(parts(word).pairs.flat())];
  const lists = await Promise.all([...terms, ...terms.map((term) => `^${term}`)].map((term) => files.list(term)));
  /** @type {Map<string, { at: [year: number, row: number], n: number }>} */
  const counts = new Map();
  for (const list of [...lists, await files.list(":all")]) {
    for (const at of members(list)) {
      const count = counts.get(at.join("/"));
      if (count) count.n++;
      else counts.set(at.join("/"), { at, n: 1 });
    }
  }
  return [...counts.values()].sort((a, b) => b.n - a.n).slice(0, TEXTS[0] + TEXTS[1]).map(({ at }) => at);
}

/**
 * Return the most frequent similar word in the text: with two neighbours transposed, else with one character wrong or
 * missing, else with one too many; "" for none.
 * @param {string} text @param {string} word
 */
export function similarIn(text, word) {
  for (let i = 0; i + 1 < word.length; i++) {
    const other = word.slice(0, i) + word[i + 1] + word[i] + word.slice(i + 2);
    if (other !== word && text.includes(other)) return other;
  }
  /** @type {Map<string, number>} */
  const counts = new Map();
  count(counts, text, word, 1);
  if (word.length >= SHORTEST) count(counts, text, word, 0);
  const gone = Array.from(word, (_, i) => word.slice(0, i) + word.slice(i + 1)).find((other, i) => LETTER.test(word[i]) && text.includes(other));
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? (word.length < SHORTEST ? "" : gone ?? "");
}

/** Count the variants in the text with another character in place of one (`gone` 1) or between two (`gone` 0). @param {Map<string, number>} counts @param {string} text @param {string} word @param {number} gone */
function count(counts, text, word, gone) {
  const size = word.length - gone + 1;
  for (let i = 1 - gone; i < word.length; i++) {
    const before = word.slice(0, i), after = word.slice(i + gone);
    if (gone && !LETTER.test(word[i])) continue;
    for (let at = text.indexOf(before || after); at >= 0; at = text.indexOf(before || after, at + 1)) {
      const begin = before ? at : at - 1;
      const found = text.slice(Math.max(0, begin), begin + size);
      if (found.length === size && found.endsWith(after) && LETTER.test(found[i])) counts.set(found, (counts.get(found) ?? 0) + 1);
    }
  }
}

/** Split the word into the fewest pieces of at least two characters that occur in the text; `null` if impossible. @param {string} text @param {string} word @returns {string[] | null} */
export function piecesIn(text, word) {
  /** @type {string[]} */
  const pieces = [];
  for (let at = 0; at < word.length;) {
    let end = word.length;
    while (end > at + 1 && !text.includes(word.slice(at, end))) end--;
    if (word.length - end === 1) end--; // leave no single character over
    if (end < at + 2 || pieces.length === MOST_PIECES) return null;
    pieces.push(word.slice(at, end));
    at = end;
  }
  return pieces.length > 1 ? pieces : null;
}
