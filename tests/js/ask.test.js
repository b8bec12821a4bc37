// Test the pure functions of 查数据: parsing of addresses, needed files, matching cells, sums and download.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { spreadsheetSafe } from "../../overrides/assets/data.js";
import { addressOf, answersIn, cellOf, csvOf, filesOf, questionOf, sumOf } from "../../overrides/assets/ask/query.js";

const KNOWN = {
  years: { 2024: { 110000: 1, 640500: 2 }, 2023: { 640500: 1 } },
  paths: { 110000: [["110000", "北京市"]], 640500: [["640000", "宁夏"], ["640500", "中卫市"]] },
  tables: [{ key: "requests", name: "表3", rows: [["1", "新收"], ["3.1", "公开"]], columns: [["total", "总计"]] }],
  units: { "requests.1.total": "件" }, states: { stated: "有数字", blank: "空白" }, codes: { "requests.flow": "不符" },
};
const SLICE = {
  reports: [["reports/a/2024/", "=甲", "640522", "海原县", "中卫市"], ["reports/b/2024/", "乙", "640521", "中宁县", "中卫市"]],
  cells: { "requests.1.total": [7, ""], "requests.3.1.total": [["unreadable", "10."], null] },
  doubts: { "requests.1.total": { 1: "requests.flow" } },
};
const all = { place: "", years: ["2024"], table: "requests", row: "", column: "", states: [], code: "", name: "" };

test("an address gives back the question that made it, and nothing unknown", () => {
  const question = { place: "640522", years: ["2023", "2024"], table: "requests", row: "3.1", column: "total", states: ["blank"], code: "any", name: "镇" };
  assert.deepEqual(questionOf(addressOf(question), KNOWN), question);
  assert.deepEqual(questionOf("?p=<x>&y=1999&t=none&r=1&s=zero&f=x", KNOWN), { ...all, table: "", years: ["2024"] });
});

test("only the files of the place and the years are asked for", () => {
  const paths = (place, years) => filesOf({ ...all, place, years }, KNOWN).map(({ path }) => path);
  assert.deepEqual(paths("640000", ["2023"]), ["data/2023/ask-640500.json"]);
  assert.deepEqual(paths("640522", ["2024"]), ["data/2024/ask-640500.json"]);
  assert.deepEqual(paths("110101", ["2024"]), ["data/2024/ask-110000.json"]);
  assert.equal(paths("", ["2023", "2024"]).length, 3);
});

test("blank, unreadable and no such cell stay apart", () => {
  const found = answersIn(SLICE, "2024", "640500", all, KNOWN);
  assert.deepEqual(found.map(({ agency, state, value, raw }) => [agency, state, value, raw]),
    [["=甲", "stated", "7", "7"], ["=甲", "unreadable", "", "10."], ["乙", "blank", "", ""]]);
  assert.deepEqual(answersIn(SLICE, "2024", "640500", { ...all, code: "any" }, KNOWN).map((c) => c.agency), ["乙"]);
  assert.deepEqual(answersIn(SLICE, "2024", "640500", { ...all, place: "640522", states: ["stated"] }, KNOWN).length, 1);
});

test("sums are exact, of one unit, and never of nothing", () => {
  const cell = (value, unit = "万元") => ({ ...cellOf(["stated", value, value, unit], unit) });
  assert.equal(sumOf([cell("0.1"), cell("0.2"), cell("-1")]), "-0.7");
  assert.equal(sumOf([cell("1"), cell("1", "元")]), "");
  assert.equal(sumOf([cellOf("", "件")]), "");
});

test("what a spreadsheet would run or show as another is kept from it, as in the files of the build", () => {
  const pairs = JSON.parse(readFileSync(new URL("spreadsheet.json", import.meta.url), "utf-8"));
  assert.deepEqual(pairs.map(([text]) => [text, spreadsheetSafe(text)]), pairs);
});

test("the download runs nothing, and a print stays what it is", () => {
  const lines = csvOf(answersIn(SLICE, "2024", "640500", all, KNOWN), KNOWN).split("\r\n");
  assert.ok(lines[0].startsWith("\ufeffyear,province"));
  assert.match(lines[1], /^2024,宁夏,中卫市,海原县,'=甲,requests,1,total,新收,总计,stated,7,件,7,,\S*reports\/a\/2024\/$/);
  assert.match(lines[2], /,unreadable,,,'10\.,,/);
});
