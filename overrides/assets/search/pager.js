// Return hits page by page: the texts of candidate reports are read until enough of them match the query.
import { addressOf } from "./files.js";
import { and, has } from "./lists.js";
import { hitOf, parseReport } from "./text.js";

const MOST_MISSES = 4; // misses among the first texts after which more terms are fetched from the index
const MOST_TEXTS = 70; // maximum number of texts read for one page of hits

/**
 * Return the function for the next page: verified hits, number of candidate reports, number of texts read without a hit.
 * `misses` collects the candidates that are no hits.
 * @param {() => Files} files @param {Folder} folder @param {[year: number, row: number][]} order @param {QueryPart[]} wanted
 * @param {(() => Promise<List>)[]} narrowers @param {Set<string>} shown @param {[year: number, row: number][]} misses @returns {Found["next"]}
 */
export function pager(files, folder, order, wanted, narrowers, shown, misses) {
  let at = 0, missed = 0;
  return async (n) => {
    /** @type {ShownHit[]} */
    const hits = [];
    const begin = at;
    while (hits.length < n && at < order.length && at - begin < MOST_TEXTS) {
      const some = narrowers.length && !hits.length ? MOST_MISSES : n; // few, while more terms of the index are unused
      const part = order.slice(at, at + Math.min(some, n - hits.length));
      const texts = await Promise.all(part.map(([year, row]) => files().text(year, row)));
      texts.forEach((text, i) => {
        const hit = hitOf(parseReport(text), wanted, folder);
        if (!hit) {
          missed++;
          misses.push(part[i]);
        } else {
          hits.push({ ...hit, href: addressOf(hit.address) });
          shown.add(part[i].join("/"));
        }
      });
      at += part.length;
      if (missed >= MOST_MISSES && narrowers.length) {
        const narrowed = (await Promise.all(narrowers.splice(0).map((more) => more()))).reduce(and);
        const rest = order.slice(at);
        misses.push(...rest.filter(([year, row]) => !has(narrowed, year, row)));
        order = [...order.slice(0, at), ...rest.filter(([year, row]) => has(narrowed, year, row))];
      }
    }
    return { hits, total: order.length - missed, missed, more: at < order.length };
  };
}
