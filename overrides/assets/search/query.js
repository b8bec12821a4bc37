// Parse a query into words (normalized; words in quotation marks only match exactly) and figures of the tables.
const QUOTED = /"([^"]+)"|“([^”]+)”|(\S+)/g;
const OPERATOR = /\s*(>=|=>|<=|=<|==|[=≥≤><])\s*(?=[0-9])/g;
const FIGURE = /^(.+?)(>=|=>|<=|=<|==|[=≥≤><])([0-9]+(?:\.[0-9]+)?)(?:%|[件条份个项次万元]*)$/;
/** @type {Record<string, Sign>} */
const SIGNS = { ">=": "≥", "=>": "≥", "<=": "≤", "=<": "≤", "==": "=" };
const UNIT = /^[条件个份项次万篇人元]/;

/** @type {Record<Sign, (a: number, b: number) => boolean>} */
export const OPERATORS = {
  "=": (a, b) => a === b,
  "≥": (a, b) => a >= b,
  "≤": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
};

/** @param {string} query @param {FigureNames} names @param {Fold} fold @returns {QueryPart[]} */
export function parseQuery(query, names, fold) {
  /** @type {{ text: string, plain: boolean }[]} */
  const pieces = [];
  for (const [, a, b, plain] of query.replace(/[＞＜＝]/g, (c) => c.normalize("NFKC")).replace(OPERATOR, "$1").matchAll(QUOTED)) {
    const before = pieces.at(-1);
    // 425 条: join a number and the unit after it, as normalization does in a text.
    if (plain && before?.plain && /[0-9]$/.test(fold(before.text)) && UNIT.test(plain)) before.text += plain;
    else pieces.push({ text: a ?? b ?? plain, plain: Boolean(plain) });
  }
  return pieces.flatMap(({ text, plain }) => {
    /** @type {QueryPart[]} */
    const none = [];
    const word = fold(text).replace(/^[· \n]+|[· \n]+$/g, "");
    const figure = plain ? figureOf(text.normalize("NFKC"), names) : null;
    if (figure && "figure" in figure) return [figure];
    return word ? /** @type {QueryPart[]} */ ([figure ? { word, unknown: figure } : plain ? { word } : { word, quoted: true }]) : none;
  });
}

/** Return the queried figure, or the suggestions for an unknown name. @param {string} text @param {FigureNames} names @returns {FigurePart | UnknownFigure | null} */
function figureOf(text, names) {
  const [, label, typed, number] = text.match(FIGURE) ?? [];
  if (!label) return null;
  const rest = text.slice(label.length);
  const found = names.find(label);
  if (!found || "choices" in found) return { label, rest, choices: found?.choices ?? [] };
  const sign = SIGNS[typed] ?? /** @type {Sign} */ (typed);
  return { figure: found.figure, label: found.exact ? "" : label, sign, number: Number(number) };
}
