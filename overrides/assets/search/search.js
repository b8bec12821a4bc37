// The search form and its results. The address holds the query and the choices, so it can be shared.
import { open } from "./engine.js";

const FACETS = [["year", "年度"], ["region", "地区"], ["kind", "机关类型"], ["form", "表格格式"], ["findings", "核验提示"]];
const PAGE = 10;
const mount = document.getElementById("nb-search");
const base = new URL("../../search/", import.meta.url);
const here = new URL(location.href).pathname === base.pathname || new URL(location.href).pathname === `${base.pathname}index.html`;

function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

if (mount) {
  document.head.append(el("link", { rel: "stylesheet", href: new URL("search.css", import.meta.url).href }));
  const input = el("input", { type: "search", name: "q", id: "nb-q", autocomplete: "off", enterKeyHint: "search", placeholder: "地名、词语、数字，例如 海城镇、425条、行政处罚>=1" });
  const form = el("form", { action: base.href, method: "get", className: "nb-search-form", role: "search" },
    el("label", { htmlFor: "nb-q", className: "nb-hear", textContent: "搜索报告" }), input, el("button", { type: "submit", textContent: "搜索" }));
  mount.replaceChildren(form);
  if (here) page(form, input);
}

function page(form, input) {
  const status = el("p", { className: "nb-search-status", role: "status" });
  const choices = el("div", { className: "nb-search-facets" });
  const results = el("ol", { className: "nb-search-results" });
  const more = el("button", { type: "button", hidden: true, textContent: "再看十篇" });
  mount.append(status, choices, results, more);
  let engine = null, turn = 0, rest = [];
  const state = Object.fromEntries(new URL(location.href).searchParams);
  input.value = state.q ?? "";

  async function ready() {
    if (engine) return engine;
    try {
      engine = await open();
    } catch (error) {
      status.replaceChildren(error.message === "old-browser" ? "这个浏览器版本较旧，不能搜索。请" : "搜索暂时不能用。请",
        el("a", { href: new URL("../places/", base).href, textContent: "按地区" }), "或", el("a", { href: new URL("../years/", base).href, textContent: "按年份" }), "查找。");
    }
    return engine;
  }

  async function run(push) {
    const mine = ++turn;
    const query = input.value.trim();
    const chosen = Object.fromEntries(FACETS.map(([name]) => [name, state[name] ?? ""]));
    const address = new URL(base.href);
    for (const [key, value] of Object.entries({ q: query, ...chosen, sort: state.sort ?? "" })) if (value) address.searchParams.set(key, value);
    if (push) history.replaceState(null, "", address);
    if (!(await ready())) return;
    status.textContent = "正在查找…";
    const found = await engine.search(query, chosen, state.sort || "relevance");
    if (mine !== turn) return;
    facets(found.facets);
    results.replaceChildren();
    rest = found.hits;
    await show(found, mine);
    if (mine !== turn) return;
    if (!results.children.length) await nothing(query);
    else status.textContent = `${found.approximate && found.total > PAGE ? "约" : "共"} ${rest.length ? found.total : results.children.length} 篇`;
  }

  async function show(found, mine) {
    let shown = 0;
    while (rest.length && shown < PAGE) {
      const part = rest.splice(0, PAGE - shown);
      const hits = await Promise.all(part.map((n) => engine.verified(n, found.words, found.figures)));
      if (mine !== turn) return;
      for (const hit of hits) if (hit) { results.append(row(hit)); shown++; }
    }
    more.hidden = !rest.length;
    more.onclick = () => show(found, turn);
  }

  async function nothing(query) {
    const offers = query ? await engine.suggestions(query) : [];
    status.replaceChildren("没有找到。");
    if (offers.length) status.append("您要找的是不是：", ...offers.flatMap(([piece, name]) => {
      const button = el("button", { type: "button", textContent: piece, title: name });
      button.onclick = () => { input.value = piece; run(true); };
      return [button, " "];
    }));
    else status.append("可以少写几个字，或去掉左边的条件。");
  }

  function row(hit) {
    const excerpt = el("p", {}, ...hit.parts.map(([text, marked]) => (marked ? el("mark", { textContent: text }) : text)));
    return el("li", {}, el("a", { href: hit.address + hit.anchor, textContent: hit.title || hit.agency }),
      el("p", { className: "nb-search-where", textContent: `${hit.place || "所在地未定"} · ${hit.year} 年${hit.findings ? ` · 核验提示 ${hit.findings} 条` : ""}` }), ...(hit.parts.length ? [excerpt] : []));
  }

  function facets(values) {
    const made = FACETS.map(([name, label]) => {
      const select = el("select", { name }, el("option", { value: "", textContent: "不限" }),
        ...values[name].map(([value, n]) => el("option", { value, textContent: `${name === "region" ? "　".repeat(value.split("/").length - 1) + value.split("/").pop() : name === "form" && value !== "free" ? `${value} 年格式` : value}（${n}）`, selected: state[name] === value })));
      select.onchange = () => { state[name] = select.value; run(true); };
      return el("label", {}, label, select);
    });
    const order = el("select", { name: "sort" }, el("option", { value: "", textContent: "最相关" }), el("option", { value: "year", textContent: "年度", selected: state.sort === "year" }));
    order.onchange = () => { state.sort = order.value; run(true); };
    choices.replaceChildren(...made, el("label", {}, "排序", order));
  }

  let timer = 0;
  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // an input method is still choosing characters
    clearTimeout(timer);
    timer = setTimeout(() => run(true), 250);
  });
  input.addEventListener("compositionend", () => run(true));
  form.addEventListener("submit", (event) => { event.preventDefault(); run(true); });
  mount.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const links = [...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown" && links.length) { event.preventDefault(); links[Math.min(at + 1, links.length - 1)].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (at ? links[at - 1] : input).focus(); }
    if (event.key === "Escape") { input.value = ""; input.focus(); run(true); }
  });
  input.focus();
  run(false);
}
