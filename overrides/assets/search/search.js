// The search form and its results, for the search page and the dialog (dialog.js).
import { make } from "../dom.js";
import { openSearch } from "./engine.js";
import { showHits } from "./hits.js";

const BASE = new URL("../../search/", import.meta.url);
const SITE = new URL("../../", import.meta.url);
/** @type {ChoiceName[]} */
const CHOICES = ["year", "place", "kind", "form", "findings"];

/** @type {ReturnType<typeof openSearch> | null} */
let opening = null;
const engine = () => (opening ??= openSearch().catch((error) => { opening = null; throw error; }));

/** @param {string} address @param {string} text */
const link = (address, text) => make("a", { href: new URL(address, SITE).href }, text);
/** @param {Part[]} parts */
const letters = (parts) => parts.map(([text, hit]) => (hit ? make("mark", {}, text) : text));

/** @param {unknown} error */
const isOld = (error) => error instanceof Error && error.message === "old-browser";

const RANKED = /最[多少高低]|排[名行]/u; // the query asks for a ranking, which a full-text search cannot give

/**
 * Return links to the pages of the places that the query names: they compare all years, which no report does.
 * @param {string} query @param {Facets["place"]} places
 */
function placesNamed(query, places) {
  const names = new Map(places.map(([code, name]) => [code, name]));
  return places.filter(([, name]) => query.split(/\s+/u).includes(name)).slice(0, 3).flatMap(([code, name, around]) =>
    [" ", link(`places/${code}/`, `${around.map((outer) => names.get(outer)).join("")}${name}：各机关、历年比较`)]);
}

let forms = 0;

/** @returns {[HTMLFormElement, HTMLInputElement]} */
function searchForm() {
  const id = `nb-q${forms++}`;
  const input = make("input", { type: "search", name: "q", id, autocomplete: "off", spellcheck: "false", enterkeyhint: "search",
    placeholder: "地名、词语、数字，例如 海城镇、425条、行政处罚>=1" });
  const form = make("form", { action: BASE.href, method: "get", class: "nb-search-form", role: "search" },
    make("label", { for: id, class: "nb-hear" }, "搜索报告"), input, make("button", { type: "submit" }, "搜索"));
  return [form, input];
}

/** @param {Choices} state */
function addressFor(state) {
  const address = new URL(BASE);
  for (const [key, value] of Object.entries(state)) if (value) address.searchParams.set(key, value);
  return address.href;
}

/** @param {ShownHit} hit @param {boolean} isGuess a guess, not an exact match */
function row(hit, isGuess) {
  const facts = [hit.path.map(([, name]) => name).join(" ") || "所在地未定", `${hit.year} 年度`];
  if (hit.findings) facts.push(`核验提示 ${hit.findings} 条`);
  return make("li", { class: isGuess ? "nb-search-meant" : null }, make("a", { href: hit.href }, ...letters(hit.heading)),
    make("p", { class: "nb-search-where" }, facts.join(" · ")),
    ...hit.lines.map(({ anchor, parts }) =>
      make("p", {}, make("a", { class: "nb-search-excerpt", href: `${hit.href}#${anchor}` }, ...letters(parts)))));
}

/**
 * Handle keys: the arrows move between hits and the input; Escape leaves.
 * @param {KeyboardEvent} event @param {Element} list @param {HTMLElement} input @param {() => void} leave
 */
function keys(event, list, input, leave) {
  if (event.isComposing || event.target instanceof HTMLSelectElement) return;
  const links = /** @type {HTMLAnchorElement[]} */ ([...list.querySelectorAll("li > a")]);
  const at = links.findIndex((a) => a.closest("li") === document.activeElement?.closest("li"));
  if (event.key === "ArrowDown" && links.length) links[Math.min(at + 1, links.length - 1)].focus();
  else if (event.key === "ArrowUp" && at >= 0) (at ? links[at - 1] : input).focus();
  else if (event.key === "Escape") leave();
  else return;
  event.preventDefault();
}

/** @param {Element} status @param {unknown} error */
function failed(status, error) {
  const why = isOld(error) ? "这个浏览器版本较旧，不能搜索。" : "搜索没有成功，可能是网络断了。";
  status.replaceChildren(why, "可以", link("places/", "按地区"), "或", link("years/", "按年份"), "查找。");
}

/**
 * Put the form and its results into `place`. `whole` adds facets and keeps the query in the address of the page.
 * @param {Element} place @param {Choices} state @param {boolean} whole
 */
export function results(place, state, whole) {
  const [form, input] = searchForm();
  const status = make("div", { class: "nb-search-status", role: "status" });
  const choices = make("div", { class: "nb-search-facets", hidden: true });
  const list = make("ol", { class: "nb-search-results" });
  const more = make("button", { type: "button", class: "nb-search-more", hidden: true });
  place.replaceChildren(form, status, choices, list, more);
  input.value = state.q ?? "";
  let turn = 0;
  /** Show the hits of the current query. */
  const show = (/** @type {Found} */ found, /** @type {string} */ said) => {
    const mine = turn;
    return showHits({ list, status, more }, { engine, state, row, ask, all: whole ? null : () => addressFor(state), now: () => mine === turn }, found, said);
  };

  async function run() {
    const mine = ++turn;
    state.q = input.value.trim();
    if (whole) history.replaceState(null, "", addressFor(state));
    more.hidden = true;
    if (!whole && !state.q) {
      list.replaceChildren();
      status.textContent = "";
      return;
    }
    status.textContent = "正在查找…";
    try {
      list.setAttribute("aria-busy", "true");
      const { search, similarNames } = await engine();
      let found = await search(state.q, state);
      if (mine === turn) found = await show(found, similarNames(state.q).map(([typed, name]) => `“${typed}”按表中的“${name}”查找。`).join(""));
      if (mine === turn && RANKED.test(state.q)) status.append(" 要知道谁多谁少，请", link("indicators/", "按指标查看"), "。");
      if (mine === turn) list.setAttribute("aria-busy", "false");
      await new Promise((done) => setTimeout(done, 300)); // no counts are fetched while the reader is still typing
      if (mine !== turn || !whole) return;
      const [{ show: offer }, counts] = await Promise.all([import("./choices.js"), found.facets()]);
      if (mine !== turn) return;
      offer(choices, counts, state, run);
      status.append(...placesNamed(state.q, counts.place));
    } catch (error) {
      if (mine === turn) failed(status, error);
      list.setAttribute("aria-busy", "false");
      if (!isOld(error)) console.error(error);
    }
  }

  /** @param {string} query @param {boolean} [free] without any facet */
  function ask(query, free = false) {
    input.value = query;
    if (free) for (const name of CHOICES) delete state[name];
    run();
  }

  let timer = setTimeout(() => {});
  const soon = () => { clearTimeout(timer); timer = setTimeout(run, 250); };
  input.addEventListener("input", (event) => { if (!/** @type {InputEvent} */ (event).isComposing) soon(); }); // an input method is still composing
  input.addEventListener("compositionend", soon);
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); run(); });
  place.addEventListener("keydown", (event) => {
    const clear = () => { input.value = ""; input.focus(); run(); };
    keys(/** @type {KeyboardEvent} */ (event), list, input, whole ? clear : () => place.closest("dialog")?.close());
  });
  if (whole || state.q) run();
  return input;
}

/** @type {Promise<unknown> | null} */
let styled = null;

/** Load the style sheet; content that is shown before it is loaded would jump. */
export const style = () => (styled ??= new Promise((done) => {
  const sheet = make("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url).href });
  sheet.onload = sheet.onerror = done;
  document.head.append(sheet);
}));

const mount = document.getElementById("nb-search");
if (mount) {
  const here = location.pathname.replace(/index\.html$/, "") === BASE.pathname;
  if (here) engine().catch(() => {}); // its files load in parallel with the style; errors are reported at the first query
  style().then(() => {
    if (here) results(mount, Object.fromEntries(new URL(location.href).searchParams), true).focus();
    else mount.replaceChildren(searchForm()[0]);
  });
}
