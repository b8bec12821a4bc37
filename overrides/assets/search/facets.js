// Count the reports that would remain for each facet.
import { and, members, size, yearOf } from "./lists.js";

/**
 * Count each facet under the other chosen facets. `text`: the reports that match the query; `chosen`: the list of each
 * facet that is already chosen.
 * @param {Files} files @param {List} text @param {Partial<Record<ChoiceName, List>>} chosen @returns {Promise<Facets>}
 */
export async function facets(files, text, chosen) {
  /** @param {ChoiceName} name */
  const exceptFacet = (name) => Object.entries(chosen).filter(([n]) => n !== name).reduce((list, [, mask]) => and(list, mask), text);
  const terms = await files.facetTerms();
  /** @param {ChoiceName} name @param {string} prefix */
  const counted = async (name, prefix) => {
    const base = exceptFacet(name);
    const made = terms.filter((term) => term.startsWith(prefix))
      .map(async (term) => /** @type {Counted} */ ([term.slice(prefix.length), size(and(base, await files.list(term)))]));
    return (await Promise.all(made)).filter(([, n]) => n).sort((a, b) => b[1] - a[1]);
  };
  /** @type {Map<number, number>} */
  const years = new Map();
  for (const [board, bits] of exceptFacet("year")) years.set(yearOf(board), (years.get(yearOf(board)) ?? 0) + size(new Map([[board, bits]])));
  const base = exceptFacet("findings");
  const withFindings = size(and(base, await files.list(":findings")));
  return {
    year: [...years].map(([year, n]) => [String(year), n]),
    place: await byPlace(files, exceptFacet("place")),
    kind: await counted("kind", ":kind="),
    form: await counted("form", ":form="),
    findings: /** @type {Counted[]} */ ([["1", withFindings], ["0", size(base) - withFindings]]).filter(([, n]) => n),
  };
}

/**
 * Return every place with its count, provinces before their cities before their counties.
 * @param {Files} files @param {List} list @returns {Promise<Facets["place"]>}
 */
async function byPlace(files, list) {
  const { paths, steps } = await files.places();
  /** @type {number[]} */
  const numbers = [];
  steps.reduce((sum, step) => (numbers.push(sum + step), sum + step), 0);
  /** @type {Map<string, Facets["place"][number]>} */
  const places = new Map();
  for (const [, row] of members(list)) {
    const path = paths[numbers[row] - 1] ?? [];
    path.forEach(([code, name], i) => {
      const place = places.get(code) ?? [code, name, path.slice(0, i).map(([c]) => c), 0];
      place[3]++;
      places.set(code, place);
    });
  }
  return [...places.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}
