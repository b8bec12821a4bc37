// One report's lines (build_scripts/search/record.py): does the hit really stand there, and where?
import { OPERATORS } from "./query.js";

const HEAD = 5;
const MOST_LINES = 2;

export function parsed(lines) {
  const all = lines.split("\n");
  const [title, agency, aliases, places, facts] = all.slice(0, HEAD);
  const [address, year, kind, form, findings] = facts.split("\t");
  let anchor = "";
  const body = all.slice(HEAD).map((line) => {
    const tab = line.indexOf("\t");
    anchor = line.slice(1, tab) || anchor;
    return { kind: line[0], anchor, text: line.slice(tab + 1) };
  });
  const path = places.split("\t").filter(Boolean).map((place) => [place.slice(0, 6), place.slice(7)]);
  return { title, agency, aliases, path, address, year: Number(year), kind, form, findings: Number(findings), body };
}

const NUMERAL = /[0-9.]/;

// Where a word stands in folded text, -1 = nowhere. A number stands alone: 42 is not in 425, nor in 42.5.
export function stands(text, word, from = 0) {
  const opens = /^[0-9]/.test(word), closes = /[0-9]$/.test(word);
  for (let at = text.indexOf(word, from); at >= 0; at = text.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (!(opens && NUMERAL.test(text[at - 1] ?? "")) && !(closes && NUMERAL.test(text[end] ?? ""))) return at;
  }
  return -1;
}

function meets(figure, report, fold) {
  const row = report.body.find(({ kind, anchor }) => kind === "n" && anchor === figure.anchor);
  const cell = fold(row?.text.split("\t").at(-1) ?? "");
  return /^[0-9]+(\.[0-9]+)?$/.test(cell) && OPERATORS[figure.sign](Number(cell), figure.number) ? row : null;
}

// -> null, or the hit with its best lines: [{ anchor, parts: [[text, is it marked], …] }]
export function hitOf(report, wanted, { fold, mapped }) {
  const words = wanted.filter((w) => w.word).map((w) => w.word);
  const top = fold([report.title, report.agency, report.aliases, ...report.path.map(([, name]) => name)].join("\n"));
  const found = [];
  for (const figure of wanted.filter((w) => w.anchor)) {
    const row = meets(figure, report, fold);
    if (!row) return null;
    found.push(row);
  }
  const lines = report.body.map((line) => ({ line, plain: fold(line.text) }));
  for (const { line, plain } of lines) line.holds = words.filter((word) => stands(plain, word) >= 0);
  if (!words.every((word) => stands(top, word) >= 0 || lines.some(({ line }) => line.holds.includes(word)))) return null;
  // Line after line the one that holds most of the words not yet shown; headings and frames of tables come last.
  let missing = words;
  for (let n = 0; n < MOST_LINES && missing.length; n++) {
    const rank = (line) => line.holds.filter((word) => missing.includes(word)).length * 4 + "fhnrp".indexOf(line.kind) / 2;
    const best = report.body.filter((line) => rank(line) >= 4).sort((a, b) => rank(b) - rank(a))[0];
    if (!best) break;
    if (!found.includes(best)) found.push(best);
    missing = missing.filter((word) => !best.holds.includes(word));
  }
  return {
    ...report,
    heading: marked(report.title, words, mapped),
    lines: found.map((line) => ({ anchor: line.anchor, parts: excerpt(line, words, mapped) })),
  };
}

function marks(text, words, mapped) {
  const [plain, map] = mapped(text);
  const spans = [];
  for (const word of words) {
    for (let at = stands(plain, word); at >= 0; at = stands(plain, word, at + word.length)) {
      const last = map[at + word.length - 1];
      spans.push([map[at], last + (text.codePointAt(last) > 0xffff ? 2 : 1)]);
    }
  }
  return spans.sort((a, b) => a[0] - b[0]);
}

function cut(text, spans, from, to) {
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

const marked = (text, words, mapped) => cut(text, marks(text, words, mapped), 0, text.length);

const BEFORE = 30, LENGTH = 100;

// A row of a statutory table says what kind of nothing a cell is, as its page does: blank and absent are no 0.
const WORDS = { "": "（空白）", "\x01": "（无此格）" };

function excerpt(line, words, mapped) {
  const [label, ...cells] = line.text.split("\t");
  const row = line.kind === "n" || line.kind === "r";
  const text = [label, ...cells.map((cell) => (row ? WORDS[cell] ?? cell : cell))].join(line.kind === "f" ? " " : "　");
  const spans = marks(text, words, mapped);
  let from = Math.max(0, (spans[0]?.[0] ?? 0) - BEFORE);
  if (from < 8) from = 0;
  let to = Math.max(from + LENGTH, spans[0]?.[1] ?? 0);
  if (to > text.length - 8) to = text.length;
  const whole = (at) => at + (/[\udc00-\udfff]/.test(text[at] ?? "") ? 1 : 0); // never half a character
  const parts = cut(text, spans, whole(from), whole(to));
  if (from) parts.unshift(["…", false]);
  if (to < text.length) parts.push(["…", false]);
  return parts;
}
