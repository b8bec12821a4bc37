// The choices beside the results, each option with the number of reports that it would leave.
import { el } from "./search.js";

const LABELS = { year: "年度", place: "地区", kind: "机关类型", form: "表格格式", findings: "核验提示" };
const FORMS = { free: "无统一表格" };
const TEXTS = { year: (v) => `${v} 年`, form: (v) => FORMS[v] ?? `${v} 年格式`, findings: (v) => (v === "1" ? "有提示" : "无提示") };
const textOf = (name, value) => TEXTS[name]?.(value) ?? value;

// counts: as facets.js gives them; state: name -> what is chosen; run: searches again
export function show(place, counts, state, run) {
  const selects = Object.keys(LABELS).map((name) => {
    const options = name === "place" ? placesNear(counts.place, state.place) :
      counts[name].map(([value, n]) => [value, `${textOf(name, value)}（${n}）`]);
    if (state[name] && !options.some(([value]) => value === state[name])) options.push([state[name], `${textOf(name, state[name])}（0）`]);
    return choice(name, LABELS[name], [["", "不限"], ...options]);
  });
  place.replaceChildren(...selects, choice("sort", "排序", [["", "最相关"], ["year", "年度"]]));
  place.hidden = !counts.year.length && !Object.keys(LABELS).some((name) => state[name]);

  function choice(name, label, options) {
    const select = el("select", { name }, ...options.map(([value, text]) => el("option", { value, textContent: text })));
    select.value = state[name] ?? "";
    select.onchange = () => { state[name] = select.value; run(); };
    return el("label", {}, label, select);
  }
}

// The way to the chosen place and the places in it: [code, text] of each.
function placesNear(places, chosen) {
  const path = chosen ? [...(places.find(([code]) => code === chosen)?.[2] ?? []), chosen] : [];
  const depth = "　";
  return places
    .filter(([code, , around]) => path.includes(code) || (around.at(-1) ?? "") === (chosen ?? ""))
    .map(([code, name, around, n]) => [code, `${depth.repeat(around.length)}${name}（${n}）`]);
}
