// Test the pure functions of 自选比较: parsing of addresses, cells of slices, download.
import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf, choiceOf, csvOf, queryOf, rowsOf } from "../../overrides/assets/compare/data.js";

const KNOWN = new Map([["received", {}], ["granted", {}]]);
const SLICE = {
  id: "shili", name: "=示例县", place: "", keys: ["received", "granted", "rate"],
  years: { 2024: [82, "blank", ["12.5", "1", "8"]], 2023: ["-3", "unreadable", ["withheld", "2", "9"]] },
  doubts: { 2024: { received: [6, 9] } },
};

test("an address gives back the choice that made it", () => {
  const choice = { agencies: ["a-1", "b"], years: [2024, 2023], keys: ["granted", "received"] };
  assert.deepEqual(choiceOf(queryOf(choice), KNOWN), choice);
});

test("what an address may not hold is left out", () => {
  assert.deepEqual(choiceOf("?a=A,../x,ok,ok&y=1900,2200,2199,x&i=none,received", KNOWN),
    { agencies: ["ok"], years: [2199], keys: ["received"] });
});

test("0, blank and not held are three things, and a doubted figure says so", () => {
  assert.deepEqual(cellOf(SLICE, 2024, "received"), { state: "stated", value: "82", numerator: "", denominator: "", doubts: [6, 9] });
  assert.equal(cellOf(SLICE, 2024, "granted").state, "blank");
  assert.equal(cellOf(SLICE, 2022, "received").state, "not-held");
  assert.deepEqual(cellOf(SLICE, 2023, "rate"), { state: "withheld", value: "", numerator: "2", denominator: "9", doubts: [] });
  assert.equal(cellOf(SLICE, 2023, "received").value, "-3");
});

test("of an agency that is no more no year is missed after its end", () => {
  const merged = { ...SLICE, ended: [2024, "已并入其他机关"] };
  assert.equal(cellOf(merged, 2024, "received").state, "stated", "a report that is there is shown");
  assert.deepEqual(cellOf(merged, 2025, "received"), { state: "ended", said: "已并入其他机关", value: "", doubts: [] });
  assert.equal(cellOf(merged, 2022, "received").state, "not-held");
});

test("of an agency that was created later no year is missed before", () => {
  const made = { ...SLICE, created: [2024, "尚未合并设立"] };
  assert.equal(cellOf(made, 2023, "received").state, "stated", "a report that is there is shown");
  assert.deepEqual(cellOf(made, 2022, "received"), { state: "not-yet", said: "尚未合并设立", value: "", doubts: [] });
  assert.equal(cellOf(made, 2025, "received").state, "not-held");
});

test("the download is what is shown, with the findings, and nothing that a spreadsheet would run", () => {
  const rows = rowsOf([SLICE], { agencies: ["shili"], years: [2024, 2023], keys: ["received"] });
  assert.deepEqual(rows.map(({ year, held }) => [year, held]), [[2023, true], [2024, true]]);
  const [head, older, newer] = csvOf(rows, [{ key: "received", name: "新收,申请", unit: "件" }]).split("\r\n");
  assert.ok(head.startsWith("\ufeffagency_id,") && head.endsWith(",findings"));
  assert.ok(older.startsWith("shili,'=示例县,2023,received,\"新收,申请\",件,stated,-3,"));
  assert.match(newer, /stated,82,,,\S*reports\/shili\/2024\/#f6 \S*#f9$/);
});
