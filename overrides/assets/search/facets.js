// How many reports each choice beside the results would leave.
import { and, members, minus, size, yearOf } from "./lists.js";

// text: the list of reports that may hold what was asked; chosen: name -> the list of a choice already made
// -> { year: [[value, reports], …], place: […], kind, form, findings }: each counted under the other choices
export async function facets(files, text, chosen) {
  const but = (name) => Object.entries(chosen).filter(([n]) => n !== name).reduce((list, [, mask]) => and(list, mask), text);
  const terms = await files.facetTerms();
  const counted = async (name, prefix) => {
    const base = but(name);
    const made = terms.filter((term) => term.startsWith(prefix))
      .map(async (term) => [term.slice(prefix.length), size(and(base, await files.list(term)))]);
    return (await Promise.all(made)).filter(([, n]) => n).sort((a, b) => b[1] - a[1]);
  };
  const years = new Map();
  for (const [board, bits] of but("year")) years.set(yearOf(board), (years.get(yearOf(board)) ?? 0) + size(new Map([[board, bits]])));
  const base = but("findings");
  const withFindings = size(and(base, await files.list(":findings")));
  return {
    year: [...years].map(([year, n]) => [String(year), n]),
    place: await byPlace(files, but("place")),
    kind: await counted("kind", ":kind="),
    form: await counted("form", ":form="),
    findings: [["1", withFindings], ["0", size(base) - withFindings]].filter(([, n]) => n),
  };
}

// [code, name, codes of the places around it, reports] of every place, provinces before their cities before their counties
async function byPlace(files, list) {
  const { paths, steps } = await files.places();
  const numbers = [];
  steps.reduce((sum, step) => (numbers.push(sum + step), sum + step), 0);
  const places = new Map();
  for (const [, row] of members(list)) {
    const path = paths[numbers[row] - 1] ?? [];
    path.forEach(([code, name], i) => {
      if (!places.has(code)) places.set(code, [code, name, path.slice(0, i).map(([c]) => c), 0]);
      places.get(code)[3]++;
    });
  }
  return [...places.values()].sort(([a], [b]) => (a < b ? -1 : 1));
}
