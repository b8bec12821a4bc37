// Show the facets beside the results, each option with the number of reports that would remain.
import { make } from "../dom.js";

/** @type {Record<ChoiceName, string>} */
const LABELS = { year: "年度", place: "地区", kind: "机关类型", form: "表格格式", findings: "核验提示" };
const NAMES = /** @type {ChoiceName[]} */ (Object.keys(LABELS));
/** @type {Record<string, string>} */
const FORMS = { free: "无统一表格" };
/** @type {Partial<Record<ChoiceName, (value: string) => string>>} */
const TEXTS = { year: (v) => `${v} 年`, form: (v) => FORMS[v] ?? `${v} 年格式`, findings: (v) => (v === "1" ? "有提示" : "无提示") };
/** @param {ChoiceName} name @param {string} value */
const textOf = (name, value) => TEXTS[name]?.(value) ?? value;

/**
 * Show the facets. `state`: name -> chosen value; `run` repeats the search.
 * @param {HTMLElement} place @param {Facets} counts @param {Choices} state @param {() => void} run
 */
export function show(place, counts, state, run) {
  const selects = NAMES.map((name) => {
    /** @type {[value: string, text: string][]} */
    const options = name === "place" ? placesNear(counts.place, state.place) :
      counts[name].map(([value, n]) => [value, `${textOf(name, value)}（${n}）`]);
    const chosen = state[name];
    if (chosen && !options.some(([value]) => value === chosen)) options.push([chosen, `${textOf(name, chosen)}（0）`]);
    return choice(name, LABELS[name], [["", "不限"], ...options]);
  });
  place.replaceChildren(...selects, choice("sort", "排序", [["", "最相关"], ["year", "年度"]]));
  place.hidden = !counts.year.length && !NAMES.some((name) => state[name]);

  /** @param {ChoiceName | "sort"} name @param {string} label @param {[value: string, text: string][]} options */
  function choice(name, label, options) {
    const select = make("select", { name }, ...options.map(([value, text]) => make("option", { value }, text)));
    select.value = state[name] ?? "";
    select.onchange = () => { state[name] = select.value; run(); };
    return make("label", {}, label, select);
  }
}

/**
 * Return the path to the chosen place and the places directly in it.
 * @param {Facets["place"]} places @param {string | undefined} chosen @returns {[code: string, text: string][]}
 */
function placesNear(places, chosen) {
  const path = chosen ? [...(places.find(([code]) => code === chosen)?.[2] ?? []), chosen] : [];
  const depth = "　";
  return places
    .filter(([code, , around]) => path.includes(code) || (around.at(-1) ?? "") === (chosen ?? ""))
    .map(([code, name, around, n]) => [code, `${depth.repeat(around.length)}${name}（${n}）`]);
}
