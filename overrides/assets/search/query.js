// What someone typed -> what is asked: words (folded) and figures of the tables.
const QUOTED = /"([^"]+)"|“([^”]+)”|(\S+)/g;
const FIGURE = /^(.+?)(>=|<=|[=≥≤><])([0-9]+(?:\.[0-9]+)?)$/;
const UNIT = /^[条件个份项次万篇人元]/;

/** @type {Record<Sign, (a: number, b: number) => boolean>} */
export const OPERATORS = {
  "=": (a, b) => a === b,
  "≥": (a, b) => a >= b,
  "≤": (a, b) => a <= b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
};

/** @param {string} query @param {Manifest["figures"]} figures @param {Fold} fold @returns {Asked[]} */
export function asked(query, figures, fold) {
  /** @type {{ text: string, plain: boolean }[]} */
  const pieces = [];
  for (const [, a, b, plain] of query.matchAll(QUOTED)) {
    const before = pieces.at(-1);
    // 425 条: a number and the unit after it are one thing, as they are in folded text.
    if (plain && before?.plain && /[0-9]$/.test(fold(before.text)) && UNIT.test(plain)) before.text += plain;
    else pieces.push({ text: a ?? b ?? plain, plain: Boolean(plain) });
  }
  return pieces.flatMap(({ text, plain }) => {
    /** @type {Asked[]} */
    const none = [];
    const figure = plain && figureOf(text.normalize("NFKC"), figures, fold);
    if (figure) return [figure];
    const word = fold(text).replace(/^[· \n]+|[· \n]+$/g, "");
    return word ? /** @type {Asked[]} */ ([{ word }]) : none;
  });
}

/** @param {string} text @param {Manifest["figures"]} figures @param {Fold} fold @returns {FigureAsked | null} */
function figureOf(text, figures, fold) {
  const [, label, sign, number] = text.match(FIGURE) ?? [];
  if (!label) return null;
  const name = fold(label);
  const found = figures.find(([, n]) => fold(n) === name) ?? only(figures.filter(([, n]) => fold(n).includes(name)));
  if (!found) return null;
  const said = /** @type {Sign} */ (sign.replace(">=", "≥").replace("<=", "≤"));
  return { anchor: found[0], name: found[1], sign: said, number: Number(number) };
}

/** @template T @param {T[]} list */
const only = (list) => (list.length === 1 ? list[0] : undefined);
