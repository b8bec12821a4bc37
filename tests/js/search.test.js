// The pure parts of the search: a mutant in them must die without a browser. Run: npm test (node's own runner).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { and, has, members, minus, or, reader, size, unpacked } from "../../overrides/assets/search/lists.js";
import { asked, OPERATORS } from "../../overrides/assets/search/query.js";
import { folding, parts, terms } from "../../overrides/assets/search/terms.js";
import { hitOf, parsed, stands } from "../../overrides/assets/search/text.js";

const folder = folding({ traditional: [], simplified: "" });
const { fold } = folder;
const FIGURES = [["proactive-6.penalty", "行政处罚"], ["requests-1", "本年新收申请"], ["requests-2", "上年结转申请"]];

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
  assert.deepEqual(asked("海城镇 行政处罚>=8", FIGURES, fold), [
    { word: "海城镇" }, { anchor: "proactive-6.penalty", name: "行政处罚", sign: "≥", number: 8 }]);
  assert.deepEqual(asked("425 条", FIGURES, fold), [{ word: "425条" }], "a number and its unit are one thing");
  assert.deepEqual(asked("新收<3", FIGURES, fold)[0].anchor, "requests-1", "a part of a name that is one figure's alone");
  assert.deepEqual(asked("申请<3", FIGURES, fold), [{ word: fold("申请<3") }], "and no figure when it is two's");
  assert.deepEqual(asked("“三审 三校” \"a b\"", FIGURES, fold).map(({ word }) => word), [fold("三审 三校"), fold("a b")]);
  assert.deepEqual(asked("  · ", FIGURES, fold), []);
});

test("the operators mean what they say", () => {
  const met = (sign) => [1, 2, 3].filter((n) => OPERATORS[sign](n, 2));
  assert.deepEqual(["=", "≥", "≤", ">", "<"].map(met), [[2], [2, 3], [1, 2], [3], [1]]);
});

test("a number stands alone", () => {
  assert.equal(stands("共425条", "42"), -1);
  assert.equal(stands("共42.5条", "42"), -1);
  assert.equal(stands("1425与425", "425"), 5);
  assert.equal(stands("共425条", "425条"), 1);
  assert.equal(stands("海城镇", "城镇"), 1);
});

test("lists are sets of reports", () => {
  // board 0 is the year 2199: rows 0 and 9 as numbers, row 3 in a second list as bits
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
  const report = parsed(LINES);
  assert.deepEqual([report.year, report.kind, report.findings, report.path], [2024, "乡镇", 2, [["110000", "北京市"], ["110101", "东城区"]]]);
  assert.deepEqual(report.body.map(({ kind, anchor }) => kind + anchor),
    ["hoverview", "poverview", "nproactive-6.penalty", "rrequests-1"], "a paragraph stands under the last anchor");
});

test("a hit holds every word, and shows where", () => {
  const report = parsed(LINES);
  assert.equal(hitOf(report, [{ word: "42" }], folder), null);
  assert.equal(hitOf(report, [{ word: "425" }, { word: "没有" }], folder), null);
  const hit = hitOf(report, [{ word: "己乡" }, { word: "425条" }], folder);
  assert.deepEqual(hit.lines.map(({ anchor }) => anchor), ["overview"]);
  assert.deepEqual(hit.lines[0].parts.filter(([, marked]) => marked), [["425条", true]]);
  assert.ok(hit.heading.some(([text, marked]) => marked && text === "己乡"));
});

test("a figure is held against the cell, not against its text", () => {
  const report = parsed(LINES);
  const penalty = (sign, number) => hitOf(report, [{ anchor: "proactive-6.penalty", name: "行政处罚", sign, number }], folder);
  assert.ok(penalty("=", 8) && penalty("≥", 8) && penalty("<", 9));
  assert.ok(!penalty("=", 80) && !penalty(">", 8));
  assert.equal(hitOf(report, [{ anchor: "requests-1", name: "x", sign: "=", number: 3 }], folder), null, "only rows of kind n");
});

test("an excerpt says what kind of nothing a cell is", () => {
  const line = hitOf(parsed(LINES), [{ word: "新收" }], folder).lines[0];
  assert.equal(line.parts.map(([text]) => text).join(""), "一、新收　0　（空白）　（无此格）　3");
});

test("terms of a run are its pairs, of a number itself with its neighbours", () => {
  assert.deepEqual(parts(fold("海城镇425条")), { pairs: [["海城", "城镇"]], across: [], numbers: [["425", "镇425", "425条"]] });
});
