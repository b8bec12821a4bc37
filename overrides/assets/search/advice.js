// Compute suggestions for a query without results; every suggestion is checked against the index.
import { and, size } from "./lists.js";
import { chosenOf, candidatesOf } from "./candidates.js";
import { parseQuery } from "./query.js";

const ENDS = /(?<=[省市县区州盟旗镇乡])/;

/**
 * @param {Tools} tools @param {string} query @param {Choices} choices @returns {Promise<Advice>}
 */
export async function advise({ files, folder, names }, query, choices) {
  const wanted = parseQuery(query, names, folder.fold);
  const unknown = wanted.flatMap((want) => ("word" in want && want.unknown ? [want.unknown] : []))
    .map(({ label, rest, choices: list }) => ({ label, rest, choices: list.length ? list : names.similar(label), several: list.length > 0 }));
  const lists = await Promise.all(wanted.map(async (want) => (await candidatesOf(files, want))[0]));
  const all = await files.list(":all");
  const chosen = Object.values(await chosenOf(files, choices)).reduce(and, all);
  const absent = wanted.flatMap((want, i) => ("word" in want && !want.unknown && !size(lists[i]) ? [want.word] : []));
  const quoted = wanted.some((want) => "word" in want && want.quoted) ? query.replace(/["“”]/gu, " ").trim() : "";
  /** @param {(i: number) => boolean} kept */
  const without = (kept) => size(lists.filter((_, i) => kept(i)).reduce(and, chosen));
  const drops = wanted.flatMap((want, i) => {
    const left = wanted.filter((_, at) => at !== i);
    if (!("word" in want) || want.unknown || !left.length || left.some((other) => !("word" in other))) return [];
    return [{ word: want.word, query: left.flatMap((other) => ("word" in other ? [other.word.replaceAll("·", " ")] : [])).join(" "), n: without((at) => at !== i) }];
  }).filter(({ n }) => n > 0).sort((a, b) => b.n - a.n);
  // Names within a word that no report contains: 海原县教育局 when only 海原县 is known.
  const parts = absent.flatMap((word) => word.split(ENDS)).filter((part) => Array.from(part).length > 1 && !absent.includes(part));
  const held = await Promise.all(parts.map(async (word) => ({ word, n: size(and(chosen, (await candidatesOf(files, { word }))[0])) })));
  const unchosen = size(chosen) < size(all) ? size(lists.reduce(and, all)) : 0;
  return { unknown, all: unknown.length ? names.all : [], absent, quoted, drops: drops.slice(0, 3), parts: held.filter(({ n }) => n > 0), unchosen };
}
