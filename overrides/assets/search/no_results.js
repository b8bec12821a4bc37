// The message for a query without results: words that no report contains, queries that do find reports, known names.
import { make } from "../dom.js";

const SITE = new URL("../../", import.meta.url);
/** @param {string} address @param {string} text */
const link = (address, text) => make("a", { href: new URL(address, SITE).href }, text);

/**
 * @param {Advice} advice @param {(query: string) => void} ask @param {() => void} unchoose @returns {(Node | string)[]}
 */
export function noResults({ unknown, all, absent, quoted, drops, parts, unchosen }, ask, unchoose) {
  /** @param {string} text @param {() => void} run */
  const button = (text, run) => {
    const made = make("button", { type: "button" }, text);
    made.onclick = run;
    return made;
  };
  /** @type {(Node | string)[]} */
  const said = ["没有找到。"];
  for (const { label, rest, choices, several } of unknown) {
    said.push(several ? `“${label}”可以是几个不同的数字，请选一个：` : `没有名为“${label}”的数字。${choices.length ? "名称相近的有：" : ""}`);
    said.push(...choices.map((name) => button(name + rest, () => ask(name + rest))));
  }
  if (all.length) said.push(make("details", {}, make("summary", {}, "可以用的全部名称"), all.join("、"), "。", link("about/indicators/", "各项的含义")));
  if (absent.length) said.push(`没有一份报告写有${absent.map((word) => `“${word.replaceAll("·", " ")}”`).join("、")}。`);
  if (quoted) said.push(button("去掉引号再找", () => ask(quoted)));
  said.push(...drops.map(({ word, query, n }) => button(`去掉“${word}”：约 ${n} 份`, () => ask(query))));
  said.push(...parts.map(({ word, n }) => button(`只找“${word}”：约 ${n} 份`, () => ask(word))));
  if (unchosen) said.push(button(`不限年度、地区等条件：约 ${unchosen} 份`, unchoose));
  if (said.length === 1 || (absent.length && !quoted && !drops.length && !parts.length)) said.push("可以换一个说法，或", link("places/", "按地区"), "、", link("years/", "按年份"), "、", link("agencies/", "按机关"), "查找。");
  return said;
}
