// The search form and its results, on the search page and in the dialog (dialog.js).
import { make } from "../dom.js";
import { openSearch } from "./engine.js";

const BASE = new URL("../../search/", import.meta.url);
const SITE = new URL("../../", import.meta.url);
const PAGE = 10;
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

/** @param {ShownHit} hit */
function row(hit) {
  const facts = [hit.path.map(([, name]) => name).join(" ") || "所在地未定", `${hit.year} 年度`];
  if (hit.findings) facts.push(`核验提示 ${hit.findings} 条`);
  return make("li", {}, make("a", { href: hit.href }, ...letters(hit.heading)),
    make("p", { class: "nb-search-where" }, facts.join(" · ")),
    ...hit.lines.map(({ anchor, parts }) =>
      make("p", {}, make("a", { class: "nb-search-excerpt", href: `${hit.href}#${anchor}` }, ...letters(parts)))));
}

/**
 * The arrows go from hit to hit and back to the input; Escape leaves.
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
 * The form and its results in `place`. `whole`: with choices, and the query in the address of the page.
 * @param {Element} place @param {Choices} state @param {boolean} whole
 */
export function results(place, state, whole) {
  const [form, input] = searchForm();
  const status = make("p", { class: "nb-search-status", role: "status" });
  const choices = make("div", { class: "nb-search-facets", hidden: true });
  const list = make("ol", { class: "nb-search-results" });
  const more = make("button", { type: "button", class: "nb-search-more", hidden: true });
  place.replaceChildren(form, status, choices, list, more);
  input.value = state.q ?? "";
  let turn = 0;

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
      const found = await (await engine()).search(state.q, state);
      if (mine === turn) await show(found, mine, true);
      await new Promise((done) => setTimeout(done, 300)); // counts are not fetched for a query that is still being typed
      if (mine !== turn || !whole) return;
      const [{ show: offer }, counts] = await Promise.all([import("./choices.js"), found.facets()]);
      if (mine === turn) offer(choices, counts, state, run);
    } catch (error) {
      if (mine === turn) failed(status, error);
      if (!isOld(error)) console.error(error);
    }
  }

  /** @param {Found} found @param {number} mine @param {boolean} first */
  async function show(found, mine, first) {
    const page = await found.next(PAGE);
    if (mine !== turn) return;
    const shown = page.hits.map(row);
    if (first) list.replaceChildren(...shown);
    else list.append(...shown);
    if (list.children.length) status.textContent = `${page.more && !found.exact ? "约" : "共"} ${page.total} 份`;
    else if (page.more) status.textContent = `看过的 ${page.missed} 份里没有，还没有看完。`;
    else await nothing(mine);
    if (mine !== turn) return;
    more.hidden = !page.more;
    more.textContent = page.hits.length || list.children.length ? "再看十份" : "继续找";
    more.onclick = async () => {
      const at = list.children.length;
      await show(found, turn, false);
      list.children[at]?.querySelector("a")?.focus();
    };
    if (!whole && list.children.length) status.append(" · ", make("a", { href: addressFor(state) }, "全部结果和筛选"));
  }

  /** @param {number} mine */
  async function nothing(mine) {
    const offers = state.q ? await (await engine()).suggestions(state.q) : [];
    if (mine !== turn) return;
    status.replaceChildren("没有找到。");
    if (!offers.length) status.append(CHOICES.some((name) => state[name]) ? "可以去掉几个条件，或少写几个字。" : "可以少写几个字。");
    else status.append("您要找的是不是：", ...offers.map(([typed, name]) => {
      const button = make("button", { type: "button" }, name);
      button.onclick = () => { input.value = input.value.replace(typed, name); if (!input.value.includes(name)) input.value = name; run(); };
      return button;
    }));
  }

  let timer = setTimeout(() => {});
  const soon = () => { clearTimeout(timer); timer = setTimeout(run, 250); };
  input.addEventListener("input", (event) => { if (!/** @type {InputEvent} */ (event).isComposing) soon(); }); // an input method is still choosing
  input.addEventListener("compositionend", soon);
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); run(); });
  place.addEventListener("keydown", (event) => {
    const clear = () => { input.value = ""; input.focus(); run(); };
    keys(/** @type {KeyboardEvent} */ (event), list, input, whole ? clear : () => place.closest("dialog")?.close());
  });
  if (whole || state.q) run();
  return input;
}

let styled = false;

export function style() {
  if (!styled) document.head.append(make("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url).href }));
  styled = true;
}

const mount = document.getElementById("nb-search");
if (mount) {
  style();
  const here = location.pathname.replace(/index\.html$/, "") === BASE.pathname;
  if (here) results(mount, Object.fromEntries(new URL(location.href).searchParams), true).focus();
  else mount.replaceChildren(searchForm()[0]);
}
