// 自选比较: pick agencies, years and indicators; show table and charts; download them; share the address.
// The address holds the complete state: it is read at the start and on `popstate`, and written at every change.

import { make } from "../dom.js";
import { agencies, choiceOf, csvOf, figures, places, queryOf, rowsOf } from "./data.js";
import { chartOf, tableOf } from "./draw.js";
import { pickAgencies } from "./pick.js";
import { enhance } from "./table.js";

const MOST = 40; // maximum number of agencies in one view: as many as a page and an address can hold

/** @param {HTMLElement} home */
async function start(home) {
  const known = await places().catch(() => null);
  if (!known) {
    const why = location.protocol === "file:" ? "请通过网站打开本页，直接打开文件时浏览器不允许读取数据。" : "数据没有取到，请稍后重试。";
    home.prepend(make("p", { role: "alert" }, why));
    return;
  }
  const indicators = new Map(known.topics.flatMap((topic) => topic.indicators).map((item) => [item.key, item]));
  const status = make("p", { role: "status" });
  const result = make("div", { class: "nb-result" });
  let choice = read();
  let turn = 0;

  function read() {
    const asked = choiceOf(location.search, indicators);
    if (!asked.years.length) asked.years = known?.years.slice(0, 2) ?? [];
    if (!asked.keys.length) asked.keys = known?.defaults ?? [];
    return { ...asked, agencies: asked.agencies.slice(0, MOST) };
  }

  /** @param {Partial<Choice>} part */
  function change(part) {
    choice = { ...choice, ...part };
    history.pushState(null, "", location.pathname + queryOf(choice));
    show();
  }

  /** @param {string} id @param {boolean} on */
  function toggle(id, on) {
    const rest = choice.agencies.filter((other) => other !== id);
    if (on && rest.length >= MOST) {
      status.textContent = `最多选 ${MOST} 个机关，请先去掉几个。`;
      return false;
    }
    change({ agencies: on ? [...rest, id] : rest });
    return true;
  }

  const picker = pickAgencies(known, { agencies, has: (id) => choice.agencies.includes(id), toggle });
  const years = yearBoxes(known.years, () => choice.years, (chosen) => change({ years: chosen }));
  const items = indicatorBoxes(known.topics, () => choice.keys, (keys) => change({ keys }));
  const chosen = make("ul", { class: "nb-chosen", "aria-label": "已选的机关" });

  async function show() {
    const mine = ++turn;
    for (const part of [years, items, picker]) part.refresh();
    const answers = await Promise.all(choice.agencies.map(figures)).catch(() => null);
    if (mine !== turn) return; // a newer choice was made
    if (!answers) {
      status.textContent = "有的数据没有取到，请稍后重试。";
      return;
    }
    const slices = answers.filter((slice) => slice !== null);
    const lost = choice.agencies.filter((_, at) => !answers[at]);
    const names = [...slices, ...lost.map((id) => ({ id, name: `${id}（本馆没有）` }))];
    chosen.replaceChildren(...names.map(({ id, name }) => chip(name, () => toggle(id, false))));
    const asked = choice.keys.flatMap((key) => indicators.get(key) ?? []);
    const missing = lost.length ? `网址里的 ${lost.join("、")} 不在本馆。` : "";
    status.textContent = missing + draw(result, slices, choice, asked, known?.words ?? {}, status);
  }

  addEventListener("popstate", () => {
    choice = read();
    show();
  });
  const first = make("fieldset", {}, make("legend", {}, "机关"), picker.node, chosen);
  home.replaceChildren(make("div", { class: "nb-chooser" }, first, years.node, items.node), status, result);
  if (choice.agencies.length) history.replaceState(null, "", location.pathname + queryOf(choice));
  await show();
}

// ---- the choices

/**
 * Return a checkbox with its label; `refresh` sets it to the current choice.
 * @param {string} label @param {() => boolean} isOn @param {(on: boolean) => void} change
 */
function box(label, isOn, change) {
  const input = make("input", { type: "checkbox" });
  const refresh = () => { input.checked = isOn(); };
  input.addEventListener("change", () => change(input.checked));
  refresh();
  return { node: make("label", {}, input, label), refresh };
}

/** @param {number[]} years @param {() => number[]} chosen @param {(years: number[]) => void} change */
function yearBoxes(years, chosen, change) {
  const boxes = years.map((year) => box(`${year} 年`, () => chosen().includes(year),
    (on) => change(years.filter((y) => (y === year ? on : chosen().includes(y))))));
  const node = make("fieldset", { class: "nb-years" }, make("legend", {}, "年度"), ...boxes.map((b) => b.node));
  return { node, refresh: () => boxes.forEach((b) => b.refresh()) };
}

/** @param {KnownPlaces["topics"]} topics @param {() => string[]} chosen @param {(keys: string[]) => void} change */
function indicatorBoxes(topics, chosen, change) {
  const keys = topics.flatMap((topic) => topic.indicators.map((item) => item.key));
  const node = make("fieldset", { class: "nb-items" }, make("legend", {}, "指标"));
  const boxes = topics.flatMap((topic) => {
    const made = topic.indicators.map(({ key, name }) => box(name, () => chosen().includes(key),
      (on) => change(keys.filter((k) => (k === key ? on : chosen().includes(k))))));
    const group = make("details", {}, make("summary", {}, topic.name), ...made.map((b) => b.node));
    group.open = topic.indicators.some((item) => chosen().includes(item.key));
    node.append(group);
    return made;
  });
  return { node, refresh: () => boxes.forEach((b) => b.refresh()) };
}

/** @param {string} name @param {() => void} remove */
function chip(name, remove) {
  const drop = make("button", { type: "button", "aria-label": `去掉 ${name}` }, "×");
  drop.addEventListener("click", remove);
  return make("li", {}, name, drop);
}

// ---- the result

/**
 * Fill `result` with table and charts; return the status message.
 * @param {Element} result @param {FigureSlice[]} slices @param {Choice} choice @param {Indicator[]} asked
 * @param {Words} words @param {Element} status
 */
function draw(result, slices, choice, asked, words, status) {
  result.replaceChildren();
  const lacking = [!slices.length && "机关", !choice.years.length && "年度", !asked.length && "指标"].filter(Boolean);
  if (lacking.length) return `还没有选${lacking.join("、")}。`;
  const rows = rowsOf(slices, choice);
  const tools = actions(rows, asked, queryOf(choice), status);
  result.append(make("h2", { id: "result" }, "结果"), tools, tableOf(rows, asked, words, "自选比较"));
  const drawn = asked.map((item, at) => ({ item, chart: chartOf(rows, at, item, words) }));
  const charts = drawn.flatMap(({ chart }) => chart ?? []);
  const flat = drawn.filter(({ chart }) => !chart).map(({ item }) => item.name);
  if (charts.length) result.append(make("h2", { id: "charts" }, "图"), make("div", { class: "nb-charts" }, ...charts));
  if (charts.length) import("../picture.js").then(({ addAllSaveButtons }) => addAllSaveButtons(result)).catch(() => {});
  if (flat.length) result.append(make("p", { class: "nb-meaning" }, `${flat.join("、")}：都是零或没有数字，不画图。`));
  enhance(result);
  return `${slices.length} 个机关、${choice.years.length} 个年度、${asked.length} 项指标。`;
}

let saved = "";

/** @param {ChosenRow[]} rows @param {Indicator[]} asked @param {string} query @param {Element} status */
function actions(rows, asked, query, status) {
  URL.revokeObjectURL(saved);
  saved = URL.createObjectURL(new Blob([csvOf(rows, asked)], { type: "text/csv;charset=utf-8" }));
  const save = make("a", { class: "nb-save", download: "自选比较.csv", href: saved }, "下载 CSV");
  const address = make("input", { type: "text", readonly: true, value: location.origin + location.pathname + query });
  const copy = make("button", { type: "button" }, "复制网址");
  copy.addEventListener("click", async () => {
    address.select();
    try {
      await navigator.clipboard.writeText(address.value);
      status.textContent = "网址已复制。";
    } catch {
      status.textContent = "网址已选中，请按复制键。"; // pages without https may not use the clipboard
    }
  });
  return make("div", { class: "nb-tools" }, save, make("label", { class: "nb-address" }, "网址", address), copy);
}

const home = document.getElementById("nb-choose");
if (home) start(home);
