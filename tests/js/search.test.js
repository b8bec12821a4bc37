// Test the pure functions of the search without a browser, so that mutants of them are killed here. Run: npm test (node's runner).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { and, has, listOf, members, minus, or, reader, size, unpacked } from "../../overrides/assets/search/lists.js";
import { figureNames } from "../../overrides/assets/search/names.js";
import { similarIn, piecesIn } from "../../overrides/assets/search/correct.js";
import { pager } from "../../overrides/assets/search/pager.js";
import { splitQuestion, question } from "../../overrides/assets/search/question.js";
import { parseQuery, OPERATORS } from "../../overrides/assets/search/query.js";
import { isNear } from "../../overrides/assets/search/spelling.js";
import { folding, parts, terms } from "../../overrides/assets/search/terms.js";
import { hitOf, parseReport, indexOfWord, withoutPunctuation } from "../../overrides/assets/search/text.js";
import { figuresInWords, pinyin, rewritten } from "../../overrides/assets/search/variants.js";

const folder = folding({ traditional: [], simplified: "" });
const { fold } = folder;
const NAMES = figureNames({
  figures: [
    ["proactive-1.docs", ["现行有效规范性文件", "规范性文件"]], ["proactive-6.penalty", ["行政处罚"]],
    ["requests-1", ["新收申请", "本年新收政府信息公开申请数量"]], ["requests-2", ["上年结转", "上年结转政府信息公开申请数量"]],
    ["requests-3.5.1", ["信访举报投诉", "信访举报投诉类申请"]], ["review-direct_suit", ["未经复议直接起诉"]], ["review-suit_after_review", ["复议后起诉"]],
    ["suits", ["行政诉讼"], [["review-direct_suit", -1], ["review-suit_after_review", -1]], [], 0],
    ["rate", ["公开比例"], [["requests-3.1", -1]], [["requests-3.7", -1]], 20],
  ],
  columns: [["abolished", ["本年废止件数", "废止件数"], -2, "proactive-1."], ["natural_person", ["自然人"], -7, "requests-"],
    ["upheld", ["结果维持"], -5, "review-"]],
}, fold);
/** Return the parsed query as words and keys of figures. */
const plainly = (query) => parseQuery(query, NAMES, fold).map((want) => (want.figure ? [want.figure.key, want.sign, want.number] : want.word));

test("what is folded keeps its place in the text", () => {
  for (const text of JSON.parse(readFileSync(new URL("../fixtures/search/terms.json", import.meta.url), "utf8"))) {
    const [plain, map] = folder.mapped(text);
    assert.equal(plain, fold(text), text);
    assert.equal(map.length, plain.length, text);
    assert.ok(map.every((at, i) => at < text.length && (i === 0 || at >= map[i - 1])), text);
    assert.deepEqual(terms(plain), terms(fold(fold(text))), "folding twice changes nothing");
  }
});

test("white space, width, marks and numbers are folded", () => {
  assert.equal(fold("自 然 人"), "自然人");
  assert.equal(fold("2024 年度"), "2024年度");
  assert.equal(fold("１２３ＡＢＣ"), "123abc");
  assert.equal(fold("1,234.50 万元"), "1234.50万元");
  assert.equal(fold("1,2,3"), "1·2·3", "a list of numbers is no thousands");
  assert.equal(fold("及时公开。二是"), "及时公开·二是");
});

test("a query is words and figures", () => {
  assert.deepEqual(plainly("海城镇 行政处罚>=8"), ["海城镇", ["proactive-6.penalty", "≥", 8]]);
  assert.deepEqual(plainly("行政诉讼 ＞＝ 1件"), [["suits", "≥", 1]], "spaces, widths and units play no part");
  assert.deepEqual(plainly("公开比例=>50%"), [["rate", "≥", 50]]);
  assert.deepEqual(plainly("425 条"), ["425条"], "a number and its unit are one thing");
  assert.deepEqual(plainly("新收<3"), [["requests-1", "<", 3]], "a part of a name that is one figure's alone");
  assert.deepEqual(plainly("“三审 三校” \"a b\""), [fold("三审 三校"), fold("a b")]);
  assert.deepEqual(plainly("  · "), []);
});

test("a figure is known by every name that the site shows", () => {
  const found = (label) => NAMES.find(label)?.figure?.key;
  assert.equal(found("一、本年新收政府信息公开申请数量"), "requests-1");
  assert.equal(found("1.信访举报投诉类申请"), "requests-3.5.1");
  assert.equal(found("行政处罚数量"), "proactive-6.penalty");
  assert.equal(found("自然人"), "requests-1.natural_person", "a column of table 3 alone: who applied");
  assert.equal(found("规范性文件废止件数"), "proactive-1.docs.abolished");
  assert.equal(found("复议后起诉的结果维持"), "review-suit_after_review.upheld");
  assert.deepEqual(NAMES.find("结果维持").choices, ["未经复议直接起诉结果维持", "复议后起诉结果维持"], "several: none is guessed");
  assert.deepEqual(NAMES.find("结果维持").choices.map(found), ["review-direct_suit.upheld", "review-suit_after_review.upheld"]);
  assert.equal(NAMES.find("行政拘留"), null);
  assert.equal(NAMES.similar("行政拘留")[0].slice(0, 2), "行政");
});

test("a name that is no figure's, or several figures', is said so", () => {
  assert.deepEqual(parseQuery("行政拘留>=1", NAMES, fold), [{ word: "行政拘留·1", unknown: { label: "行政拘留", rest: ">=1", choices: [] } }]);
  assert.deepEqual(parseQuery("申请<3", NAMES, fold)[0].unknown.choices, ["新收申请", "上年结转", "信访举报投诉"]);
});

const guesses = (way, query) => [...way(query, parseQuery(query, NAMES, fold), { names: NAMES, folder })];

test("marks that were lost, numbers that go on, usual words for unusual ones", () => {
  const [relaxed] = guesses(rewritten, "公开为常态不公开为例外");
  assert.deepEqual(relaxed, { wanted: [{ word: "公开为常态不公开为例外", prefix: false, ignorePunctuation: true }], changes: ["不计标点"] });
  assert.equal(withoutPunctuation(fold("公开为常态、不公开为例外；〔2020〕109号")), "公开为常态不公开为例外2020·109号");
  const [begun] = guesses(rewritten, "国办函〔2020〕10");
  assert.deepEqual(begun.wanted, [{ word: "国办函2020·10", prefix: true, ignorePunctuation: true }]);
  assert.deepEqual(begun.changes, ["“10”当作号码的开头"]);
  assert.deepEqual(guesses(rewritten, "公开 42"), [], "a number by itself is whole");
  assert.deepEqual(guesses(rewritten, "资讯").map(({ wanted, changes }) => [wanted, changes]), [[[{ word: "信息" }], ["“资讯”改作“信息”"]]]);
  assert.deepEqual(guesses(rewritten, "海城镇政府")[1].wanted, [{ word: "海城镇人民政府" }]);
  assert.deepEqual(guesses(rewritten, "住建局")[0], { wanted: [{ word: "住房和城乡建设局" }], changes: ["“住建局”改作“住房和城乡建设局”"] });
  assert.deepEqual(guesses(rewritten, "海原县卫健委").at(-2).wanted, [{ word: "海原县卫生健康委员会" }]);
  assert.deepEqual(guesses(rewritten, "市场监管局").at(-1).wanted, [{ word: "市场监督管理局" }]);
  assert.deepEqual(guesses(rewritten, "中卫住建局").at(-1), { wanted: [{ word: "中卫" }, { word: "住房和城乡建设局" }], changes: ["“中卫住建局”按“中卫”、“住房和城乡建设局”"] });
  assert.deepEqual(guesses(rewritten, "应急"), [], "it is no department without 局");
});

test("a figure said in words", () => {
  const said = (query) => guesses(figuresInWords, query).flatMap(({ wanted }) => wanted.map((want) => (want.figure ? [want.figure.key, want.sign, want.number] : want.word)));
  assert.deepEqual(said("信访举报36件"), [["requests-3.5.1", "=", 36]]);
  assert.deepEqual(said("海城镇 行政处罚 大于 100"), ["海城镇", ["proactive-6.penalty", ">", 100]]);
  assert.deepEqual(said("行政处罚不超过3件"), [["proactive-6.penalty", "≤", 3]]);
  assert.deepEqual(said("行政处罚100件以上"), [["proactive-6.penalty", "≥", 100]]);
  assert.deepEqual(said("3件行政处罚"), [["proactive-6.penalty", "=", 3]]);
  assert.deepEqual(said("行政处罚 13 件"), [["proactive-6.penalty", "=", 13]]);
  assert.deepEqual(said("海城镇 13 件"), [], "a town is no figure");
  assert.deepEqual(said("主动公开425条"), []);
  assert.deepEqual(said("海城镇 行政处罚>0"), [], "what has an operator is asked already");
});

test("letters are pinyin, in one word or by syllables", () => {
  assert.deepEqual(guesses(pinyin, "hai yuan").map(({ wanted }) => wanted), [[{ sound: "hai" }, { sound: "yuan" }], [{ sound: "haiyuan" }]]);
  assert.deepEqual(guesses(pinyin, "lüliang 2024")[0].wanted, [{ sound: "lvliang" }, { word: "2024" }]);
  assert.deepEqual(guesses(pinyin, "haicheng镇")[0].wanted, [{ sound: "haichengzhen" }], "what it is may be written");
  assert.deepEqual(guesses(pinyin, "海城镇"), []);
});

test("the year of a report, that it is one, and the asking are no words of its text", () => {
  const said = (word) => [splitQuestion(word).year, ...splitQuestion(word).runs];
  assert.deepEqual(said("海城镇2024年年报"), [2024, "海城镇"]);
  assert.deepEqual(said("海原县2023年政府信息公开工作年度报告"), [2023, "海原县"]);
  assert.deepEqual(said("2022年海城镇信息公开报告"), [2022, "海城镇"]);
  assert.deepEqual(said("海城镇年报"), [0, "海城镇"]);
  assert.deepEqual(said("海城镇的行政处罚有多少件"), [0, "海城镇", "行政处罚"]);
  assert.deepEqual(said("海城镇2023年收到多少申请"), [2023, "海城镇", "申请"]);
  assert.deepEqual(said("三审三校是什么意思"), [0, "三审三校"]);
  assert.deepEqual(said("海原县教育局有没有被起诉"), [0, "海原县教育局", "起诉"]);
  assert.deepEqual(said("被起诉最多的"), [0, "起诉"]);
  assert.deepEqual(said("海原县不予公开最多的镇"), [0, "海原县不予公开"]);
  assert.deepEqual(said("海城镇"), [0, "海城镇"]);
});

/** Return a fake index that contains only titles with these words. */
const titles = (...words) => ({ files: { list: async (term) => (words.some((word) => word.includes(term.slice(1))) ? new Map([[0, new Uint8Array(1024).fill(1)]]) : new Map()) } });

test("a question is asked of the names in it", async () => {
  const said = async (word) => {
    const found = [];
    for await (const { wanted } of question(titles("海原县", "海城镇", "教育局"), word)) found.push(wanted.map((want) => want.word ?? want.year));
    return found;
  };
  assert.deepEqual(await said("海城镇2023年收到多少申请"), [["海城镇", "申请", 2023], ["海城镇", 2023]]);
  assert.deepEqual(await said("海原县海城镇信息公开电话"), [["海原县", "海城镇", "信息公开电话"], ["海原县", "海城镇"]]);
  assert.deepEqual(await said("海原县海域镇"), [["海原县", "海域镇"]], "a name with a slip is no question");
  assert.deepEqual(await said("海城镇"), [], "nothing was asked");
  assert.deepEqual(await said("海城政府"), [["海城", "人民政府"]], "the kind of a place is left out");
  assert.deepEqual(await said("海城人民政府"), [["海城", "人民政府"]]);
  assert.deepEqual(await said("b·x"), [], "what has no term is no name");
});

test("what was read in vain is not counted", async () => {
  const lines = (word) => `${word}镇2024年报告\n${word}镇\n\n\nreports/a/2024/\t2024\t\t2021\t0`;
  const files = () => ({ text: async (year, row) => lines(row ? "海城" : "城海") });
  const order = [[2024, 0], [2024, 9000], [2023, 7]];
  const vain = [];
  const next = pager(files, folder, order, [{ word: "海城镇" }], [], new Set(), vain);
  assert.deepEqual((({ total, missed, more }) => ({ total, missed, more }))(await next(10)), { total: 2, missed: 1, more: false });
  assert.deepEqual(vain, [[2024, 0]]);
  assert.deepEqual([...members(minus(listOf(order), listOf(vain)))], [[2024, 9000], [2023, 7]]);
  const sifted = [];
  await pager(files, folder, [...Array(4).fill([2024, 0]), [2024, 5], [2023, 7]], [{ word: "海城镇" }], [async () => listOf([[2023, 7]])], new Set(), sifted)(10);
  assert.deepEqual(sifted.at(-1), [2024, 5], "nor what the index, asked for more, leaves out");
});

test("a word that nobody wrote is put right as reports have it", () => {
  const text = "主动公开政府信息。政府信息公开。第二十条。公众号、公众号、公众平台";
  assert.equal(similarIn(text, "政府信息工开"), "政府信息公开");
  assert.equal(similarIn(text, "政府息信公开"), "政府信息公开", "two neighbours changed places");
  assert.equal(similarIn(text, "公众好"), "公众号", "of several the one that stands most often");
  assert.equal(similarIn(text, "政府信公开"), "政府信息公开", "one is missing");
  assert.equal(similarIn(text, "政府信息息公开"), "政府信息公开", "one is too many");
  assert.equal(similarIn(text, "第五十条"), "", "a number is not mistyped");
  assert.equal(similarIn(text, "从来没有"), "");
  assert.deepEqual(piecesIn("宁夏回族自治区\n海原县", "宁夏海原县"), ["宁夏", "海原县"]);
  assert.equal(piecesIn("宁夏回族自治区\n海原县", "宁夏海"), null, "no single character is left over");
});

test("names that differ by one slip of the hand", () => {
  const near = (typed, name) => isNear(Array.from(typed), Array.from(name));
  for (const typed of ["海域镇", "城海镇", "海镇", "海海城镇", "海城乡"]) assert.ok(near(typed, "海城镇"), typed);
  for (const typed of ["海城镇", "海", "江河镇", "海江河镇"]) assert.ok(!near(typed, "海城镇"), typed);
});

test("the operators mean what they say", () => {
  const met = (sign) => [1, 2, 3].filter((n) => OPERATORS[sign](n, 2));
  assert.deepEqual(["=", "≥", "≤", ">", "<"].map(met), [[2], [2, 3], [1, 2], [3], [1]]);
});

test("a number stands alone, unless its beginning is asked for", () => {
  assert.equal(indexOfWord("共425条", { word: "42" }), -1);
  assert.equal(indexOfWord("共42.5条", { word: "42" }), -1);
  assert.equal(indexOfWord("1425与425", { word: "425" }), 5);
  assert.equal(indexOfWord("共425条", { word: "425条" }), 1);
  assert.equal(indexOfWord("海城镇", { word: "城镇" }), 1);
  assert.equal(indexOfWord("共425条", { word: "42", prefix: true }), 1);
  assert.equal(indexOfWord("共142条", { word: "42", prefix: true }), -1);
});

test("lists are sets of reports", () => {
  // board 0 is the year 2199: rows 0 and 9 as gaps, row 3 in a second list as bitmap
  const numbers = unpacked(Uint8Array.from([0, (2 << 2) | 0, 0, 8]));
  assert.deepEqual([...members(numbers)], [[2199, 0], [2199, 9]]);
  const bits = new Uint8Array(1024);
  bits[0] = 0b1001;
  const list = new Map([[0, bits]]);
  const rows = (made) => [...members(made)].map(([, row]) => row);
  assert.deepEqual(rows(and(numbers, list)), [0]);
  assert.deepEqual(rows(or(numbers, list)), [0, 3, 9]);
  assert.deepEqual(rows(minus(numbers, list)), [9]);
  assert.deepEqual([size(numbers), has(numbers, 2199, 9), has(numbers, 2199, 8), has(numbers, 2198, 9)], [2, true, false, false]);
  assert.equal(and(numbers, new Map([[64, bits]])).size, 0, "another year has nothing in common");
});

test("runs are unpacked, and so are long numbers", () => {
  const runs = unpacked(Uint8Array.from([0, (2 << 2) | 2, 4, 2]));
  assert.deepEqual([...members(runs)].map(([, row]) => row), [4, 5, 6]);
  assert.equal(reader(Uint8Array.from([0xac, 0x02])).next(), 300);
});

const LINES = ["示例县己乡人民政府2024年年度报告", "示例县己乡人民政府", "己乡", "110000 北京市\t110101 东城区",
  "reports/x/2024/\t2024\t乡镇\t2021\t2", "hoverview\t一、总体情况", "p\t公开各类信息425条，回复群众。",
  "nproactive-6.penalty\t行政处罚\t8", "rrequests-1\t一、新收\t0\t\t\x01\t3"].join("\n");

test("a report is read back from its lines", () => {
  const report = parseReport(LINES);
  assert.deepEqual([report.year, report.kind, report.findings, report.path], [2024, "乡镇", 2, [["110000", "北京市"], ["110101", "东城区"]]]);
  assert.deepEqual(report.body.map(({ kind, anchor }) => kind + anchor),
    ["hoverview", "poverview", "nproactive-6.penalty", "rrequests-1"], "a paragraph stands under the last anchor");
});

test("a hit holds every word, and shows where", () => {
  const report = parseReport(LINES);
  assert.equal(hitOf(report, [{ word: "42" }], folder), null);
  assert.equal(hitOf(report, [{ word: "425" }, { word: "没有" }], folder), null);
  const hit = hitOf(report, [{ word: "己乡" }, { word: "425条" }], folder);
  assert.deepEqual(hit.lines.map(({ anchor }) => anchor), ["overview"]);
  assert.deepEqual(hit.lines[0].parts.filter(([, marked]) => marked), [["425条", true]]);
  assert.ok(hit.heading.some(([text, marked]) => marked && text === "己乡"));
});

const LINES_4 = ["t", "a", "", "", "x\t2024\t\t2021\t0", "nreview-direct_suit\t直接\t0\t1\t0\t0\t1", "nreview-suit_after_review\t复议后\t0\t0\t0\t0\t2",
  "nrequests-3.1\t予以\t0\t0\t0\t0\t0\t0\t12件", "nrequests-3.7\t总计\t0\t0\t0\t0\t0\t0\t\x0224元"].join("\n");

test("a figure is held against its cells, not against their text", () => {
  const meets = (lines, query) => hitOf(parseReport(lines), parseQuery(query, NAMES, fold), folder);
  assert.ok(meets(LINES, "行政处罚=8") && meets(LINES, "行政处罚>=8") && meets(LINES, "行政处罚<9"));
  assert.ok(!meets(LINES, "行政处罚=80") && !meets(LINES, "行政处罚>8"));
  assert.equal(meets(LINES, "新收申请=3"), null, "only rows of kind n");
  assert.deepEqual(meets(LINES_4, "行政诉讼=3").lines.map(({ anchor }) => anchor), ["review-direct_suit", "review-suit_after_review"], "a sum shows its rows");
  const blank = LINES_4.replace("\t2\n", "\t\n");
  assert.ok(meets(blank, "行政诉讼>=1"), "of a sum with a blank it is known that it is no less");
  assert.ok(!meets(blank, "行政诉讼=1") && !meets(blank, "行政诉讼<2") && !meets(blank, "行政诉讼>1"), "and no more than that");
  assert.equal(meets(LINES_4, "公开比例>0"), null, "a print that states no number is none, whatever it looks like");
  assert.ok(meets(LINES_4.replace("\x0224元", "24"), "公开比例=50"), "12件 of 24");
  assert.equal(meets(LINES_4.replace("\x0224元", "19"), "公开比例>0"), null, "a rate of too few cases");
});

test("words over lost marks are found and marked where they stand", () => {
  const report = parseReport(LINES);
  assert.equal(hitOf(report, [{ word: "425条回复群众" }], folder), null);
  const hit = hitOf(report, [{ word: "425条回复群众", ignorePunctuation: true }], folder);
  assert.deepEqual(hit.lines[0].parts.filter(([, marked]) => marked), [["425条，回复群众", true]]);
});

test("an excerpt says what kind of nothing a cell is", () => {
  const line = hitOf(parseReport(LINES), [{ word: "新收" }], folder).lines[0];
  assert.equal(line.parts.map(([text]) => text).join(""), "一、新收　0　（空白）　（无此格）　3");
});

test("terms of a run are its pairs, of a number itself with its neighbours", () => {
  assert.deepEqual(parts(fold("海城镇425条")), { pairs: [["海城", "城镇"]], across: [], numbers: [["425", "镇425", "425条"]] });
});
