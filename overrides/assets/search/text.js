// Verify a hit in the lines of one report (build_scripts/search/document.py), and cut its excerpts.
import { rowsThatMeet } from "./figures.js";

const HEAD = 5;
const MOST_LINES = 2;
const MOST_ROWS = 3; // rows shown of a figure that is a sum

/** @param {string} lines @returns {ReportText} */
export function parseReport(lines) {
  const all = lines.split("\n");
  const [title, agency, aliases, places, facts] = all.slice(0, HEAD);
  const [address, year, kind, form, findings] = facts.split("\t");
  let anchor = "";
  const body = all.slice(HEAD).map((line) => {
    const tab = line.indexOf("\t");
    anchor = line.slice(1, tab) || anchor;
    return { kind: line[0], anchor, text: line.slice(tab + 1) };
  });
  /** @type {ReportText["path"]} */
  const path = places.split("\t").filter(Boolean).map((place) => [place.slice(0, 6), place.slice(7)]);
  return { title, agency, aliases, path, address, year: Number(year), kind, form, findings: Number(findings), body };
}

const NUMERAL = /[0-9.]/;

// Return the index of a word in normalized text, -1 if it does not occur. A number must match completely (42 is not in 425,
// nor in 42.5), unless the query asks for numbers that begin with it.
/** @param {string} text @param {WordPart} asked @param {number} [from] */
export function indexOfWord(text, { word, prefix = false }, from = 0) {
  const opens = /^[0-9]/.test(word), closes = !prefix && /[0-9]$/.test(word);
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (!(opens && NUMERAL.test(text[at - 1] ?? "")) && !(closes && NUMERAL.test(text[end] ?? ""))) return at;
  }
  return -1;
}

// Remove punctuation between words; between two numbers it stays.
const PUNCTUATION = /(?<![0-9])·|·(?![0-9])/g;
/** @param {string} folded */
export const withoutPunctuation = (folded) => folded.replace(PUNCTUATION, "");

/** Do the same, and keep the positions of the remaining characters. @param {[string, number[]]} mapped @returns {[string, number[]]} */
function withoutPunctuationMap([plain, map]) {
  const gone = new Set(Array.from(plain.matchAll(PUNCTUATION), ({ index }) => index));
  return [withoutPunctuation(plain), map.filter((_, i) => !gone.has(i))];
}

/**
 * Return the hit with its best lines, `null` when the report does not match the query.
 * @param {ReportText} report @param {QueryPart[]} wanted @param {Folder} folder @returns {Hit | null}
 */
export function hitOf(report, wanted, { fold, mapped }) {
  const words = wanted.filter((w) => "word" in w);
  const top = fold([report.title, report.agency, report.aliases, ...report.path.map(([, name]) => name)].join("\n"));
  /** @type {Line[]} */
  const found = [];
  for (const want of wanted) {
    if ("year" in want && want.year !== report.year) return null;
    if (!("figure" in want)) continue;
    const rows = rowsThatMeet(want, report, fold);
    if (!rows) return null;
    found.push(...rows.filter((row) => !found.includes(row)).slice(0, MOST_ROWS));
  }
  /** @param {string} plain @param {WordPart} word */
  const inside = (plain, word) => indexOfWord(word.ignorePunctuation ? withoutPunctuation(plain) : plain, word) >= 0;
  /** @type {Map<Line, WordPart[]>} the words that each line contains */
  const held = new Map();
  for (const line of report.body) {
    const plain = fold(line.text);
    held.set(line, words.filter((word) => inside(plain, word)));
  }
  const holds = (/** @type {Line} */ line) => held.get(line) ?? [];
  if (!words.every((word) => inside(top, word) || report.body.some((line) => holds(line).includes(word)))) return null;
  // Choose the line with most of the words not yet shown, repeatedly; headings and frames of tables come last.
  let missing = words;
  for (let n = 0; n < MOST_LINES && missing.length; n++) {
    const rank = (/** @type {Line} */ line) => holds(line).filter((word) => missing.includes(word)).length * 4 + "fhnrp".indexOf(line.kind) / 2;
    const best = report.body.filter((line) => rank(line) >= 4).sort((a, b) => rank(b) - rank(a))[0];
    if (!best) break;
    if (!found.includes(best)) found.push(best);
    missing = missing.filter((word) => !holds(best).includes(word));
  }
  return {
    ...report,
    heading: highlighted(report.title, words, mapped),
    lines: found.map((line) => ({ anchor: line.anchor, parts: excerpt(line, words, mapped) })),
  };
}

/** @param {string} text @param {WordPart[]} words @param {Folder["mapped"]} mapped */
function spansOf(text, words, mapped) {
  const exact = mapped(text);
  /** @type {[from: number, to: number][]} */
  const spans = [];
  for (const asked of words) {
    const [plain, map] = asked.ignorePunctuation ? withoutPunctuationMap(exact) : exact;
    for (let at = indexOfWord(plain, asked); at >= 0; at = indexOfWord(plain, asked, at + asked.word.length)) {
      const last = map[at + asked.word.length - 1];
      spans.push([map[at], last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1)]);
    }
  }
  return spans.sort((a, b) => a[0] - b[0]);
}

/** @param {string} text @param {[from: number, to: number][]} spans @param {number} from @param {number} to */
function cut(text, spans, from, to) {
  /** @type {Part[]} */
  const parts = [];
  let at = from;
  for (const [start, end] of spans) {
    if (start < at || end > to) continue;
    parts.push([text.slice(at, start), false], [text.slice(start, end), true]);
    at = end;
  }
  parts.push([text.slice(at, to), false]);
  return parts.filter(([piece]) => piece);
}

/** @param {string} text @param {WordPart[]} words @param {Folder["mapped"]} mapped */
const highlighted = (text, words, mapped) => cut(text, spansOf(text, words, mapped), 0, text.length);

const BEFORE = 30, LENGTH = 100;

// A row of a statutory table names the state of a cell without a number, as its page does: blank and absent are not 0.
/** @type {Record<string, string>} */
const WORDS = { "": "（空白）", "\x01": "（无此格）", "\x02": "（无法辨认）" };

/** @param {Line} line @param {WordPart[]} words @param {Folder["mapped"]} mapped */
function excerpt(line, words, mapped) {
  const [label, ...cells] = line.text.split("\t");
  const row = line.kind === "n" || line.kind === "r";
  const text = [label, ...cells.map((cell) => (row ? WORDS[cell] ?? cell.replace("\x02", "") : cell))].join(line.kind === "f" ? " " : "　");
  const spans = spansOf(text, words, mapped);
  let from = Math.max(0, (spans[0]?.[0] ?? 0) - BEFORE);
  if (from < 8) from = 0;
  let to = Math.max(from + LENGTH, spans[0]?.[1] ?? 0);
  if (to > text.length - 8) to = text.length;
  /** @param {number} at */
  const whole = (at) => at + (/[\udc00-\udfff]/.test(text[at] ?? "") ? 1 : 0); // never split a surrogate pair
  const parts = cut(text, spans, whole(from), whole(to));
  if (from) parts.unshift(["…", false]);
  if (to < text.length) parts.push(["…", false]);
  return parts;
}
