// Reduce a question to the words that texts contain: 紫靖镇2023年收到多少申请 -> the town, the year and the subject.
import { correctWord } from "./correct.js";
import { titleCandidates } from "./candidates.js";
import { withSynonyms } from "./variants.js";

const YEAR = /((?:19|20)[0-9]{2})(?:年度?|度)?/u;
const EVERY_REPORT = /(?:的|情况)?(?:政府)?(?:信息公开)?(?:工作)?(?:年度报告|年度工作报告|工作报告|工作年报|年报|报告)(?:全文|原文|下载)?$/u;
const KIND = /[省市县区州盟旗镇乡道局委办厅院会处]/u; // last characters of names
const GOVERNMENT = /^(.+[^省市县区州盟旗镇乡道])(?:(?<!人民)|人民)政府$/u; // 安井政府 stands for 安井镇人民政府
const INTERROGATIVE = new RegExp(["请问", "我?想(?:知道|了解|查)", "查(?:询|一下)", "什么是", "是?什么意思", "是?什么", "为什么", "怎么样?", "怎样", "如何", "多少", "几[件条份个次]",
  "哪[些个里]", "是?谁", "有没有", "有无", "是否", "是不是", "能不能", "可以", "一共", "总共", "(?<=有|哪些)(?:单位|部门|机关)", "单位有", "收到", "公开了",
  "最[多少高低大小]的?(?:[省市县区镇乡]|单位|部门|机关)?$", "被(?=复议|行政复议|起诉|行政诉讼)", "情况$", "[吗呢啊了？]$", "的"].join("|"), "gu");

/**
 * Yield the words of a question without the interrogative part; then only the names in it.
 * @param {Tools} tools @param {string} word @returns {AsyncGenerator<Guess>}
 */
export async function* question(tools, word) {
  const place = word.match(GOVERNMENT)?.[1];
  if (place && (await titleCandidates(tools.files, place)).size) yield { wanted: [{ word: place }, { word: "人民政府" }], changes: [`“${word}”按“${place}”、“人民政府”`] };
  const { year, runs } = splitQuestion(word);
  const whole = !year && runs.length === 1 && runs[0] === word;
  const taken = await Promise.all(runs.map((run) => namesAtStart(tools.files, withSynonyms(run))));
  const names = taken.flatMap((one) => one.names), rest = taken.flatMap((one) => one.rest);
  if (whole && !(names.length && rest.length)) return;
  const misspelled = rest.some((text) => KIND.test(text.slice(-1))); // 海原县海域镇: the rest is a name as well
  for (const words of [[...names, ...rest], ...(rest.length && !misspelled ? [names] : [])]) {
    const wanted = [...words.map((text) => ({ word: text })), ...(year ? [{ year }] : [])];
    const said = [...words.map((text) => `“${text}”`), ...(year ? [`${year} 年度`] : [])];
    if (said.length) yield { wanted, changes: [`“${word}”按${said.join("、")}`] };
  }
  if (!year && !names.length && rest.length === 1) yield* correctWord(tools, rest[0]);
}

/** Split off the year, the word for report, and interrogative words. @param {string} word @returns {{ year: number, runs: string[] }} */
export function splitQuestion(word) {
  const year = Number(word.match(YEAR)?.[1] ?? 0);
  const parts = word.replace(EVERY_REPORT, "").split(YEAR).filter((_, i) => i % 2 === 0);
  const runs = parts.flatMap((part) => part.split(INTERROGATIVE)).map((run) => run.replace(/^[的有·]+|[的有·]+$/gu, ""));
  return { year, runs: runs.filter((run) => Array.from(run).length > 1) };
}

/** Return the names in titles with which a run of characters begins, and the rest. @param {Files} files @param {string} run */
async function namesAtStart(files, run) {
  /** @type {string[]} */
  const names = [];
  let rest = Array.from(run);
  for (let found = true; found && rest.length > 1;) {
    const ends = rest.flatMap((c, i) => (i && (KIND.test(c) || i === rest.length - 1) ? [i + 1] : [])).reverse();
    const held = await Promise.all(ends.map(async (end) => (await titleCandidates(files, rest.slice(0, end).join(""))).size > 0));
    const end = ends[held.indexOf(true)] ?? 0;
    found = end > 0;
    if (found) names.push(rest.slice(0, end).join(""));
    rest = rest.slice(end);
  }
  return { names, rest: rest.length > 1 ? [rest.join("")] : [] };
}
