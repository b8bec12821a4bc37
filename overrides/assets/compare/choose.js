// 自选比较: pick agencies, years and indicators; see table and charts; download them; share the address.
// The address is the whole state: it is read at the start and at every step back, and written at every change.

import { agencies, choiceOf, csvOf, figures, places, queryOf, ROOT, rowsOf } from "./data.js";
import { chartOf, tableOf } from "./draw.js";
import { pickAgencies } from "./pick.js";
import { enhance, make } from "./table.js";

const MOST = 40; // agencies in one view: as many as a page and an address can carry

async function start(home) {
  let known;
  try {
    known = await places();
  } catch {
    known = null;
  }
  if (!known) {
    const why = location.protocol === "file:" ? "请通过网站打开本页，直接打开文件时浏览器不允许读取数据。" : "数据没有取到，请稍后重试。";
    home.prepend(make("p", { role: "alert" }, why));
    return;
  }
  const indicators = new Map(known.topics.flatMap((topic) => topic.indicators).map((item) => [item.key, item]));
  let choice = read();

  function read() {
    const asked = choiceOf(location.search, indicators);
    if (!asked.years.length) asked.years = known.years.slice(0, 2);
    if (!asked.keys.length) asked.keys = known.defaults;
    return { ...asked, agencies: asked.agencies.slice(0, MOST) };
  }

  const picker = pickAgencies(known, { agencies, has: (id) => choice.agencies.includes(id), toggle });
  const years = make("fieldset", { class: "nb-years" }, make("legend", {}, "年度"));
  const items = make("fieldset", { class: "nb-items" }, make("legend", {}, "指标"));
  const chosen = make("ul", { class: "nb-chosen", "aria-label": "已选的机关" });
  const status = make("p", { role: "status" });
  const result = make("div", { class: "nb-result" });

  function box(parent, label, isOn, change) {
    const input = make("input", { type: "checkbox" });
    input.checked = isOn();
    input.addEventListener("change", () => change(input.checked));
    parent.append(make("label", {}, input, label));
    return () => (input.checked = isOn());
  }

  const refresh = [];
  for (const year of known.years) {
    refresh.push(box(years, `${year} 年`, () => choice.years.includes(year), (on) => {
      choice.years = known.years.filter((y) => (y === year ? on : choice.years.includes(y)));
      changed();
    }));
  }
  for (const topic of known.topics) {
    const group = make("details", {}, make("summary", {}, topic.name));
    group.open = topic.indicators.some((item) => choice.keys.includes(item.key));
    for (const { key, name } of topic.indicators) {
      refresh.push(box(group, name, () => choice.keys.includes(key), (on) => {
        choice.keys = [...indicators.keys()].filter((k) => (k === key ? on : choice.keys.includes(k)));
        changed();
      }));
    }
    items.append(group);
  }

  function toggle(id, on) {
    const rest = choice.agencies.filter((other) => other !== id);
    if (on && rest.length >= MOST) {
      status.textContent = `最多选 ${MOST} 个机关，请先去掉几个。`;
      return false;
    }
    choice.agencies = on ? [...rest, id] : rest;
    changed();
    return true;
  }

  function changed() {
    history.pushState(null, "", location.pathname + queryOf(choice));
    show();
  }

  let turn = 0;
  async function show() {
    const mine = ++turn;
    for (const update of refresh) update();
    picker.refresh();
    let answers;
    try {
      answers = await Promise.all(choice.agencies.map(figures));
    } catch {
      if (mine === turn) status.textContent = "有的数据没有取到，请稍后重试。";
      return;
    }
    if (mine !== turn) return; // the reader has chosen again meanwhile
    const slices = answers.filter(Boolean);
    const lost = choice.agencies.filter((_, at) => !answers[at]);
    list(slices, lost);
    draw(slices, lost);
  }

  function list(slices, lost) {
    chosen.replaceChildren();
    for (const { id, name } of [...slices, ...lost.map((lostId) => ({ id: lostId, name: `${lostId}（本馆没有）` }))]) {
      const drop = make("button", { type: "button", "aria-label": `去掉 ${name}` }, "×");
      drop.addEventListener("click", () => toggle(id, false));
      chosen.append(make("li", {}, name, drop));
    }
  }

  function draw(slices, lost) {
    result.replaceChildren();
    const asked = choice.keys.map((key) => indicators.get(key));
    const lacking = [!slices.length && "机关", !choice.years.length && "年度", !asked.length && "指标"].filter(Boolean);
    const missing = lost.length ? `网址里的 ${lost.join("、")} 不在本馆。` : "";
    if (lacking.length) {
      status.textContent = `${missing}还没有选${lacking.join("、")}。`;
      return;
    }
    const rows = rowsOf(slices, choice);
    for (const row of rows) row.address = new URL(`reports/${row.id}/${row.year}/`, ROOT).href;
    status.textContent = `${missing}${slices.length} 个机关、${choice.years.length} 个年度、${asked.length} 项指标。`;
    result.append(make("h2", { id: "result" }, "结果"), actions(rows, asked), tableOf(rows, asked, known.words, "自选比较"));
    const drawn = asked.map((item, at) => [item, chartOf(rows, at, item, known.words)]);
    const charts = drawn.map(([, chart]) => chart).filter(Boolean);
    const flat = drawn.filter(([, chart]) => !chart).map(([item]) => item.name);
    if (charts.length) result.append(make("h2", { id: "charts" }, "图"), make("div", { class: "nb-charts" }, ...charts));
    if (flat.length) result.append(make("p", { class: "nb-meaning" }, `${flat.join("、")}：都是零或没有数字，不画图。`));
    enhance(result);
  }

  let saved = "";
  function actions(rows, asked) {
    URL.revokeObjectURL(saved);
    const file = new Blob([csvOf(rows, asked)], { type: "text/csv;charset=utf-8" });
    saved = URL.createObjectURL(file);
    const save = make("a", { class: "nb-save", download: "自选比较.csv", href: saved }, "下载 CSV");
    const address = make("input", { type: "text", readonly: true, value: location.origin + location.pathname + queryOf(choice) });
    const copy = make("button", { type: "button" }, "复制网址");
    copy.addEventListener("click", async () => {
      address.select();
      try {
        await navigator.clipboard.writeText(address.value);
        status.textContent = "网址已复制。";
      } catch {
        status.textContent = "网址已选中，请按复制键。"; // the clipboard is closed to pages without https
      }
    });
    return make("div", { class: "nb-tools" }, save, make("label", { class: "nb-address" }, "网址", address), copy);
  }

  addEventListener("popstate", () => {
    choice = read();
    show();
  });
  const first = make("fieldset", {}, make("legend", {}, "机关"), picker.node, chosen);
  home.replaceChildren(make("div", { class: "nb-chooser" }, first, years, items), status, result);
  if (choice.agencies.length) history.replaceState(null, "", location.pathname + queryOf(choice));
  await show();
}

const home = document.getElementById("nb-choose");
if (home) start(home);
