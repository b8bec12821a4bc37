// Show the hits of one query: exact matches, then what was probably meant; more on demand.
import { make } from "../dom.js";

const PAGE = 10;

/**
 * @typedef {{ list: Element, status: Element, more: HTMLButtonElement }} Parts
 * @typedef {{ engine: () => ReturnType<typeof import("./engine.js").openSearch>, state: Choices, row: (hit: ShownHit, isGuess: boolean) => Node,
 *   ask: (query: string, free?: boolean) => void, all: (() => string) | null, now: () => boolean }} Context
 * `all`: returns the address of all results when only some are shown here; `now`: returns whether the query is still current.
 */

/** Show the hits; return the result for which the facets are counted. @param {Parts} parts @param {Context} context @param {Found} found @param {string} said text before the count @returns {Promise<Found>} */
export async function showHits({ list, status, more }, { engine, state, row, ask, all, now }, found, said) {
  let facetSource = found;
  await page(found, true, said);
  return facetSource;

  /** @param {Found} found @param {boolean} first @param {string} said */
  async function page(found, first, said) {
    const next = await found.next(PAGE);
    if (!now()) return;
    add(found, next, first, said);
    if ((!next.more || !list.children.length) && list.children.length < PAGE && state.q && !found.isGuess) await showGuess(found, next);
  }

  /** @param {Found} found @param {HitPage} next @param {boolean} first @param {string} said */
  function add(found, { hits, total, missed, more: further }, first, said) {
    const rows = hits.map((hit) => row(hit, Boolean(found.isGuess)));
    if (first) list.replaceChildren(...rows);
    else list.append(...rows);
    if (list.children.length) status.textContent = `${said}${further && !found.exact ? "约" : "共"} ${total} 份`;
    else if (further) status.textContent = `看过的 ${missed} 份里没有，还没有看完。`;
    if (all && list.children.length) status.append(" · ", make("a", { href: all() }, "全部结果和筛选"));
    more.hidden = !further;
    more.textContent = list.children.length ? "再看十份" : "继续找";
    more.onclick = async () => {
      const at = list.children.length;
      await page(found, false, said);
      list.children[at]?.querySelector("a")?.focus();
    };
  }

  /** Show guesses when the texts read so far contain few or no exact matches. @param {Found} found @param {HitPage} last */
  async function showGuess(found, last) {
    const { bestGuess, advise } = await engine();
    const guess = await bestGuess(state.q ?? "", state, found);
    if (!now()) return;
    const some = list.children.length;
    if (guess) {
      facetSource = guess;
      const note = guess.changes.join("，");
      if (some) list.append(make("li", { class: "nb-search-note" }, `完全相同的只有以上 ${some} 份。${note}，还找到：`));
      add(guess, guess.first, false, some ? `完全相同的 ${some} 份；${note}，另有` : `${last.more ? `看过的 ${last.missed} 份里` : ""}没有与所写完全相同的。${note}，`);
    } else if (!some && !last.more) {
      const [{ noResults }, advice] = await Promise.all([import("./no_results.js"), advise(state.q ?? "", state)]);
      if (now()) status.replaceChildren(...noResults(advice, ask, () => ask(state.q ?? "", true)));
    }
  }
}
