// Guesses from the query alone, or with one lookup of the known names.
import { correctedNames, ONE_WRONG, TRANSPOSED } from "./spelling.js";
import { parts } from "./terms.js";
import { parseQuery } from "./query.js";
import { withoutPunctuation } from "./text.js";

const MIN_UNPUNCTUATED = 5; // characters; a shorter word across punctuation is usually a different one
const NUMBER_PREFIX = /(?:[0-9]{3,4}·|第)[0-9]+$/; // 国办函〔2020〕10, 0955-401
/** @type {Record<string, string>} */
const SIGNS = { 大于等于: ">=", 不少于: ">=", 不低于: ">=", 至少: ">=", 大于: ">", 超过: ">", 多于: ">", 高于: ">",
  小于等于: "<=", 不超过: "<=", 不多于: "<=", 至多: "<=", 小于: "<", 少于: "<", 低于: "<", 不足: "<", 等于: "=" };
const COMPARED = new RegExp(`^(.+?)(${Object.keys(SIGNS).join("|")})([0-9.]+)[件条份个项次万元%]*$`);
const COUNTED = /^(.+?)(?:共有?|为|有|达|[：:])?([0-9.]+)[件条份个项次万元%]*(及?以上|及?以下)?$/;
const COUNT_FIRST = /^([0-9.]+[件条份个项次万元]+)的?(\D+)$/;

// Short names of departments, followed by 局, 委, 厅 or 部.
/** @type {Record<string, string>} */
const SHORT = { 住建: "住房和城乡建设", 人社: "人力资源和社会保障", 发改: "发展和改革", 卫健: "卫生健康", 市监: "市场监督管理", 市场监管: "市场监督管理",
  资规: "自然资源和规划", 文旅: "文化和旅游", 医保: "医疗保障", 应急: "应急管理", 退役军人: "退役军人事务", 工信: "工业和信息化", 林草: "林业和草原",
  交通: "交通运输", 农业: "农业农村", 环保: "生态环境", 城管: "城市管理", 民宗: "民族宗教事务" };

const DEPARTMENT = new RegExp(`(?:${Object.keys(SHORT).join("|")})(?=[局委厅部])`, "gu");

// Common synonyms of the words that reports print.
/** @type {[RegExp, string | ((typed: string) => string)][]} */
const SYNONYMS = [
  [/资讯/gu, "信息"], [/网路/gu, "网络"], [/计画/gu, "计划"], [/舆论情况/gu, "舆情"],
  [/(?<=[省市县区州盟旗镇乡])政府(?!信息)/gu, "人民政府"], [/街道办(?!事)/gu, "街道办事处"],
  [DEPARTMENT, (typed) => SHORT[typed]],
  [/(?<=建设|改革|健康|事务)委(?!员)/gu, "委员会"],
];

/** @type {Record<string, string>} */
const KINDS = { 省: "sheng", 市: "shi", 县: "xian", 区: "qu", 州: "zhou", 盟: "meng", 旗: "qi", 镇: "zhen", 乡: "xiang", 街道: "jiedao", 局: "ju" };
const WRITTEN = new RegExp(`(?:${Object.keys(KINDS).join("|")})$`, "u");
const LATIN = new RegExp(`^[a-zü'·-]+(?:${Object.keys(KINDS).join("|")})?$`, "u");
const KIND = /(?:[省市县区州盟旗镇乡局委办厅院会处]|街道)$/;

/**
 * Yield the same words without punctuation, with numbers as prefixes, and with synonyms replaced by the usual words.
 * @param {string} _ @param {QueryPart[]} wanted @returns {Generator<Guess>}
 */
export function* rewritten(_, wanted) {
  /** @type {string[]} */
  const changes = [];
  const relaxed = wanted.map((want) => {
    if (!("word" in want) || want.quoted) return want;
    const prefix = NUMBER_PREFIX.test(want.word), bare = Array.from(want.word).length >= MIN_UNPUNCTUATED && parts(want.word).pairs.length > 0;
    if (prefix) changes.push(`“${want.word.match(/[0-9]+$/)?.[0]}”当作号码的开头`);
    else if (bare) changes.push("不计标点");
    return prefix || bare ? { word: bare ? withoutPunctuation(want.word) : want.word, prefix, ignorePunctuation: bare } : want;
  });
  if (changes.length) yield { wanted: relaxed, changes: [...new Set(changes)] };
  changes.length = 0;
  const other = wanted.map((want) => {
    if (!("word" in want) || want.quoted) return want;
    const word = withSynonyms(want.word);
    if (word !== want.word) changes.push(changed(want.word, word));
    return { word };
  });
  if (changes.length) yield { wanted: other, changes: [...changes] };
  changes.length = 0;
  /** @param {QueryPart} want @returns {QueryPart[]} */
  const split = (want) => {
    if (!("word" in want) || want.quoted) return [want];
    const [place, ...department] = want.word.split(new RegExp(`(?=${DEPARTMENT.source})`, "u"));
    if (Array.from(place).length < 2 || !department.length) return [want];
    const words = [place, withSynonyms(department.join(""))];
    changes.push(`“${want.word}”按${words.map((word) => `“${word}”`).join("、")}`);
    return words.map((word) => ({ word }));
  };
  const apart = wanted.flatMap(split); // 中卫住建局 belongs to 中卫市
  if (changes.length) yield { wanted: apart, changes };
}

/** @param {string} word */
export const withSynonyms = (word) => SYNONYMS.reduce((text, [pattern, usual]) => text.replace(pattern, /** @type {string} */ (usual)), word);

/** Yield figures written in words: 信访举报36件, 行政处罚大于100, 行政许可100件以上, 3件行政复议. @param {string} query @param {QueryPart[]} _ @param {Tools} tools @returns {Generator<Guess>} */
export function* figuresInWords(query, _, { names, folder }) {
  /** @type {string[]} */
  const changes = [];
  const joined = query.replace(new RegExp(`\\s*(${Object.keys(SIGNS).join("|")})\\s*(?=[0-9])`, "g"), "$1")
    .replace(/(\S+)\s+(?=[0-9.]+\s*[件条份个项次万元])/gu, (typed, label) => (figureIn(names, label) ? label : typed))
    .replace(/(?<=[0-9])\s+(?=[件条份个项次万元])/gu, "");
  const pieces = joined.split(/\s+/).map((piece) => {
    if (/[=<>≥≤＝＜＞"“”]/.test(piece)) return piece;
    const [, label, word, number] = piece.match(COMPARED) ?? [];
    const [, counted, count, bound = ""] = piece.match(COUNTED) ?? piece.replace(COUNT_FIRST, "$2$1").match(COUNTED) ?? [];
    const sign = word ? SIGNS[word] : bound ? (bound.endsWith("上") ? ">=" : "<=") : "=";
    const found = figureIn(names, label ?? counted ?? "");
    if (!found) return piece;
    const figure = `${found.names[0]}${sign}${number ?? count}`;
    changes.push(`“${piece}”按表中的数字“${figure}”`);
    return figure;
  });
  if (changes.length) yield { wanted: parseQuery(pieces.join(" "), names, folder.fold), changes };
}

/** @param {FigureNames} names @param {string} label */
function figureIn(names, label) {
  const found = names.find(label);
  return found && "figure" in found ? found.figure : null;
}

/** Yield pinyin and initials of places and agencies, in one word or by syllables; the kind may be a character: haicheng镇. @param {string} _ @param {QueryPart[]} wanted @returns {Generator<Guess>} */
export function* pinyin(_, wanted) {
  /** @param {QueryPart} want */
  const sound = (want) => ("word" in want && !want.quoted && want.word.match(LATIN) ? want.word.replace(WRITTEN, (kind) => KINDS[kind]).replaceAll("ü", "v").replace(/[^a-z]/g, "") : "");
  const typed = wanted.flatMap((want) => ("word" in want && sound(want) ? [want.word] : []));
  if (!typed.length) return;
  const changes = [`“${typed.join(" ")}”按地名、机关名的拼音`];
  yield { wanted: wanted.map((want) => (sound(want) ? { sound: sound(want) } : want)), changes };
  if (typed.length > 1) yield { wanted: [...wanted.filter((want) => !sound(want)), { sound: wanted.map(sound).join("") }], changes };
}

/** Correct two transposed characters of a name. @param {Tools} tools @param {string} word */
export const transposed = (tools, word) => spelled(TRANSPOSED, tools, word);
/** Correct one wrong, missing or surplus character; only for words that end like names, because it costs one file for each character. @param {Tools} tools @param {string} word */
export const misspelled = (tools, word) => spelled(KIND.test(word) ? ONE_WRONG : [], tools, word);

/** @param {typeof TRANSPOSED} lookups @param {Tools} tools @param {string} word @returns {AsyncGenerator<Guess>} */
async function* spelled(lookups, { files, folder }, word) {
  for await (const right of correctedNames(lookups, files, word, folder.fold)) yield { wanted: [{ word: right }], changes: [changed(word, right)] };
}

/** @param {string} typed @param {string} meant */
export const changed = (typed, meant) => `“${typed}”改作“${meant}”`;
