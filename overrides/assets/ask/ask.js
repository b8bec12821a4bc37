// 查数据: query cells by place, years, row, column, state and finding; show them with their counts; download the table.
// The address holds the complete query. Only the files of the chosen place and years are fetched.
import { get, ROOT } from "../data.js";
import { make } from "../dom.js";
import { addressOf, ANY, answersIn, counted, csvOf, filesOf, namesOf, questionOf, sumOf } from "./query.js";

const SHOWN = 500; // maximum rows of the table on the page; the download has all rows
const MANY = 60; // maximum number of files fetched without confirmation: a province in four years

/** @param {HTMLElement} home */
async function start(home) {
  /** @type {AskChoices | null} */
  const answered = await get("data/ask.json").catch(() => null);
  if (!answered) {
    const why = location.protocol === "file:" ? "请通过网站打开本页，直接打开文件时浏览器不允许读取数据。" : "数据没有取到，请稍后重试。";
    home.prepend(make("p", { role: "alert" }, why));
    return;
  }
  const known = answered;
  if (!Object.keys(known.years).length) return; // the archive is empty
  const status = make("p", { role: "status" });
  const result = make("div", { class: "nb-result" });
  let question = questionOf(location.search, known);
  let turn = 0;
  /** @param {Partial<Question>} part */
  const change = (part) => {
    question = { ...question, ...part };
    history.pushState(null, "", location.pathname + addressOf(question));
    show();
  };
  const form = make("div", { class: "nb-chooser nb-ask" });
  home.replaceChildren(form, status, result);

  async function show(sure = false) {
    const mine = ++turn;
    draw(form, question, known, change);
    result.replaceChildren();
    const files = filesOf(question, known);
    if (!question.table) {
      status.textContent = "请选一张表，再选行和列。";
      return;
    }
    if (files.length > MANY && !sure) {
      const go = make("button", { type: "button" }, `取 ${files.length} 个文件`);
      go.addEventListener("click", () => show(true));
      status.replaceChildren("选的地区和年度很多，可以先选一个省或市；", go);
      return;
    }
    status.textContent = `正在取 ${files.length} 个文件…`;
    const slices = await Promise.all(files.map(({ path }) => get(path))).catch(() => null);
    if (mine !== turn) return; // a newer query has started
    if (!slices) {
      status.textContent = "有的数据没有取到，请稍后重试。";
      return;
    }
    const cells = files.flatMap(({ year, part }, at) => (slices[at] ? answersIn(slices[at], year, part, question, known) : []));
    status.textContent = `${cells.length} 格。`;
    if (cells.length) result.replaceChildren(...answer(cells, question, known, change, status));
  }
  addEventListener("popstate", () => {
    question = questionOf(location.search, known);
    show();
  });
  await show();
}

// ---- the query form

/** @param {string} label @param {[string, string][]} options @param {string} value @param {(value: string) => void} changed */
function select(label, options, value, changed) {
  const node = make("select", { "aria-label": label, name: label }, ...options.map(([key, text]) => make("option", { value: key, selected: key === value }, text)));
  node.addEventListener("change", () => changed(node.value));
  return make("label", {}, label, node);
}

/** @param {string} legend @param {[string, string][]} items @param {string[]} on @param {(on: string[]) => void} changed */
function boxes(legend, items, on, changed) {
  const made = items.map(([key, text]) => {
    const box = make("input", { type: "checkbox", name: key, checked: on.includes(key) });
    box.addEventListener("change", () => changed(items.map(([k]) => k).filter((k) => (k === key ? box.checked : on.includes(k)))));
    return make("label", {}, box, text);
  });
  return make("fieldset", {}, make("legend", {}, legend), ...made);
}

/** @param {HTMLElement} form @param {Question} q @param {AskChoices} known @param {(part: Partial<Question>) => void} change */
function draw(form, q, known, change) {
  const focused = document.activeElement?.getAttribute("name");
  const paths = Object.entries(known.paths);
  const isCounty = /^\d+$/.test(q.place) && !q.place.endsWith("00");
  const own = isCounty ? `${q.place.slice(0, 4)}00` : "";
  const province = q.place === "unresolved" ? q.place : q.place && `${q.place.slice(0, 2)}0000`;
  /** @type {Map<string, string>} */
  const provinces = new Map(paths.flatMap(([code, steps]) => [steps[0] ?? /** @type {[string, string]} */ ([code, "所在地未定"])]));
  const cities = paths.filter(([, steps]) => steps[0]?.[0] === province && steps[1]).map(([code, steps]) => /** @type {[string, string]} */ ([code, steps[1][1]]));
  const table = known.tables.find((item) => item.key === q.table);
  const name = make("input", { type: "search", name: "q", "aria-label": "机关名称含", placeholder: "机关名称含…", value: q.name, autocomplete: "off" });
  name.addEventListener("change", () => change({ name: name.value.trim() }));
  const where = [
    select("省", [["", "全国"], ...provinces], province, (place) => change({ place })),
    ...(cities.length ? [select("市", [["", "全部"], ...cities], own || q.place, (place) => change({ place: place || province }))] : []),
    ...(own ? [make("button", { type: "button", name: "county", "aria-label": "不限于这个县" }, "只看一个县 ×")] : []),
    name,
  ];
  const around = known.paths[own] ? own : province;
  where.find((node) => node instanceof HTMLButtonElement)?.addEventListener("click", () => change({ place: around }));
  const what = [
    select("表", [["", "请选择"], ...known.tables.map((item) => /** @type {[string, string]} */ ([item.key, item.name]))], q.table, (key) => change({ table: key, row: "", column: "" })),
    ...(table
      ? [
          select("行", [["", "全部行"], ...table.rows], q.row, (row) => change({ row })),
          select("列", [["", "全部列"], ...table.columns], q.column, (column) => change({ column })),
        ]
      : []),
  ];
  const codes = /** @type {[string, string][]} */ ([["", "不限"], [ANY, "有提示的"], ...Object.entries(known.codes)]);
  form.replaceChildren(
    make("fieldset", {}, make("legend", {}, "地区和机关"), make("div", { class: "nb-tools" }, ...where)),
    boxes("年度", Object.keys(known.years).sort().reverse().map((year) => [year, `${year} 年`]), q.years, (years) => change({ years })),
    make("fieldset", {}, make("legend", {}, "项目"), make("div", { class: "nb-tools" }, ...what)),
    boxes("状态（不选就是全部）", Object.entries(known.states), q.states, (states) => change({ states })),
    make("fieldset", {}, make("legend", {}, "核验提示"), make("div", { class: "nb-tools" }, select("提示", codes, q.code, (code) => change({ code })))),
  );
  const again = focused && form.querySelector(`[name="${CSS.escape(focused)}"]`);
  if (again instanceof HTMLElement) again.focus(); // the form is rebuilt at every step
}

// ---- the result

let saved = "";

/**
 * @param {AskCell[]} cells @param {Question} q @param {AskChoices} known @param {(part: Partial<Question>) => void} change
 * @param {Element} status
 */
function answer(cells, q, known, change, status) {
  URL.revokeObjectURL(saved);
  saved = URL.createObjectURL(new Blob([csvOf(cells, known)], { type: "text/csv;charset=utf-8" }));
  const address = make("input", { type: "text", readonly: true, "aria-label": "网址", value: location.origin + location.pathname + addressOf(q) });
  address.addEventListener("focus", () => address.select());
  const save = make("a", { class: "nb-save", download: "查数据.csv", href: saved }, `下载 CSV（${cells.length} 行）`);
  const sum = q.row && q.column ? sumOf(cells) : "";
  const stated = cells.filter((cell) => cell.state === "stated");
  const doubted = stated.filter((cell) => cell.doubts).length;
  const whole = sum ? `，合计 ${sum} ${cells.find((c) => c.unit)?.unit ?? ""}`.trimEnd() : "";
  status.textContent = `${cells.length} 格，其中 ${stated.length} 格有数字${whole}${doubted ? `，里面 ${doubted} 格的数字有核验提示` : ""}。没有数字的没有当作 0。`;
  return [
    make("div", { class: "nb-tools" }, save, make("label", { class: "nb-address" }, "网址", address)),
    facets(cells, q, known, change),
    grid(cells, q, known),
  ];
}

/** @param {AskCell[]} cells @param {Question} q @param {AskChoices} known @param {(part: Partial<Question>) => void} change */
function facets(cells, q, known, change) {
  const counties = new Map(cells.map((cell) => [cell.code, cell.county]));
  const lists = [
    facet("状态", counted(cells, (cell) => [cell.state]), (state) => known.states[state] ?? state, (state) => change({ states: [state] })),
    facet("年度", counted(cells, (cell) => [cell.year]), (year) => `${year} 年`, (year) => change({ years: [year] })),
    facet("市", counted(cells, (cell) => [cell.city || cell.province]), (name) => name || "未定"),
    facet("县", counted(cells, (cell) => [cell.code]), (code) => counties.get(code) || "（市、省本级或未定）", (place) => { if (place) change({ place }); }),
    facet("核验提示", counted(cells, (cell) => cell.doubts.split(" ").filter(Boolean)), (code) => known.codes[code] ?? code, (code) => change({ code })),
    ...(q.row ? [] : [facet("行", counted(cells, (cell) => [namesOf(cell.key, known).row]), (row) => known.tables.find((t) => t.key === q.table)?.rows.find(([key]) => key === row)?.[1] ?? row, (row) => change({ row }))]),
  ];
  return make("div", { class: "nb-facets" }, ...lists.filter((node) => node !== null));
}

/** @param {string} title @param {[string, number][]} found @param {(value: string) => string} name @param {(value: string) => void} [choose] */
function facet(title, found, name, choose) {
  if (!found.length) return null;
  const items = found.slice(0, 30).map(([value, n]) => {
    if (!choose) return make("li", {}, `${name(value)} ${n}`);
    const button = make("button", { type: "button" }, `${name(value)} ${n}`);
    button.addEventListener("click", () => choose(value));
    return make("li", {}, button);
  });
  const more = found.length > 30 ? [make("li", {}, `另有 ${found.length - 30} 项`)] : [];
  return make("details", { open: found.length < 8 }, make("summary", {}, `${title}（${found.length}）`), make("ul", { class: "nb-chosen" }, ...items, ...more));
}

/** @param {AskCell[]} cells @param {Question} q @param {AskChoices} known */
function grid(cells, q, known) {
  const heads = ["机关", "年度", ...(q.row ? [] : ["行"]), ...(q.column ? [] : ["列"]), "状态", "数字", "原件所印", "核验提示"];
  const lines = cells.slice(0, SHOWN).map((cell) => {
    const { rowName, columnName } = namesOf(cell.key, known);
    const agency = make("a", { href: new URL(cell.address, ROOT).href }, cell.agency);
    const doubts = cell.doubts.split(" ").filter(Boolean).map((code) => known.codes[code] ?? code).join("、");
    const number = cell.value && cell.unit && cell.unit !== "件" ? `${cell.value} ${cell.unit}` : cell.value;
    const rest = [cell.year, ...(q.row ? [] : [rowName]), ...(q.column ? [] : [columnName]), known.states[cell.state] ?? cell.state, number, cell.raw, doubts];
    return make("tr", {}, make("th", { scope: "row" }, agency), ...rest.map((text) => make("td", {}, text)));
  });
  const cut = cells.length > SHOWN ? `，先列 ${SHOWN} 行，下载的 CSV 里是全部` : "";
  return make("div", { class: "nb-scroll", tabindex: "0", role: "region", "aria-label": "查到的表" },
    make("table", { class: "nb-data" }, make("caption", {}, `查到 ${cells.length} 格${cut}`),
      make("thead", {}, make("tr", {}, ...heads.map((head) => make("th", { scope: "col" }, head)))), make("tbody", {}, ...lines)));
}

const home = document.getElementById("nb-ask");
if (home) start(home);
