// The query side of the index that build_scripts/search writes: fetches the few shards a query needs, nothing else.
import { normalise, terms } from "./terms.js";

const ROOT = new URL("../../search/", import.meta.url); // any sub-folder works without configuration
const SITE = new URL("../../", import.meta.url);

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer;
}

function once(load) {
  const kept = new Map();
  return (key) => {
    if (!kept.has(key)) kept.set(key, load(key));
    return kept.get(key);
  };
}

function fnv1a(text) {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

export function bitmap(total) {
  return new Uint8Array((total + 7) >> 3);
}

function unpacked(posting, total) {
  const bits = bitmap(total);
  if (typeof posting === "string") {
    const raw = atob(posting);
    for (let i = 0; i < raw.length; i++) bits[i] = raw.charCodeAt(i);
  } else {
    let n = 0;
    for (const gap of posting) { n += gap; bits[n >> 3] |= 1 << (n & 7); }
  }
  return bits;
}

const and = (a, b) => a.map((v, i) => v & b[i]);
const or = (a, b) => a.map((v, i) => v | b[i]);
export function count(bits) {
  let n = 0;
  for (let v of bits) for (; v; v &= v - 1) n++;
  return n;
}
const has = (bits, n) => (bits[n >> 3] >> (n & 7)) & 1;

// "行政处罚>=1", "新收申请=12"
const FIGURE = /^([^<>=≥≤]+)(>=|<=|=|≥|≤|>|<)(\d+(?:\.\d+)?)$/;

export async function open() {
  if (typeof DecompressionStream === "undefined") throw new Error("old-browser");
  const { folder } = await (await fetch(new URL("current.json", ROOT), { cache: "no-cache" })).json();
  const base = new URL(`${folder}/`, ROOT);
  const json = once(async (name) => (await fetched(new URL(name, base))).json());
  const shard = once(async (n) => {
    const answer = await fetched(new URL(`t${n}.bin`, base));
    return new Response(answer.body.pipeThrough(new DecompressionStream("deflate-raw"))).json();
  });
  const report = once(async (address) => (await fetched(new URL(`${address}report.json`, SITE))).json());
  const manifest = await json("manifest.json");
  const { total } = manifest;
  const all = () => bitmap(total).fill(255).map((v, i, a) => (i === a.length - 1 && total % 8 ? (1 << total % 8) - 1 : v));

  async function posting(term) {
    const part = await shard(fnv1a(term) % manifest.shards);
    return Object.hasOwn(part, term) ? unpacked(part[term], total) : bitmap(total);
  }

  async function allOf(list) {
    let bits = null;
    for (const part of await Promise.all(list.map(posting))) bits = bits ? and(bits, part) : part;
    return bits ?? all();
  }

  // A run of many characters is known by every second pair: the hits are verified in the text anyway.
  function needed(word) {
    let list = [...new Set(terms(word))];
    // A single character at the edge of a query stands inside a longer run of the text, where only pairs are kept.
    if (list.some((t) => t.length > 1)) list = list.filter((t) => t.length > 1 || !/[\u3400-\u9fff]/.test(t));
    return list.length > 6 ? list.filter((_, i) => i % 2 === 0 || i === list.length - 1) : list;
  }

  async function figure([, name, sign, number]) {
    const label = normalise(name);
    const at = manifest.figures.findIndex(([l]) => normalise(l) === label);
    if (at < 0) return null;
    const [gaps, values] = await json(`f${at}.json`);
    const bits = bitmap(total);
    let n = 0;
    gaps.forEach((gap, i) => {
      n += gap;
      const a = Number(values[i]), b = Number(number);
      const met = { "=": a === b, ">=": a >= b, "≥": a >= b, ">": a > b, "<=": a <= b, "≤": a <= b, "<": a < b }[sign];
      if (met) bits[n >> 3] |= 1 << (n & 7);
    });
    return { bits, anchor: manifest.figures[at][1], label: manifest.figures[at][0] };
  }

  function words(query) {
    const found = [];
    for (const match of query.matchAll(/"([^"]+)"|“([^”]+)”|(\S+)/g)) found.push((match[1] ?? match[2] ?? match[3]).trim());
    // 425 条 is one thing: a number and the unit after it belong together, as they do in normalised text.
    return found.filter(Boolean).reduce((list, word) => {
      const last = list[list.length - 1];
      if (last && /\d$/.test(last) && /^[条件个份项次万]/.test(word)) list[list.length - 1] = last + word;
      else list.push(word);
      return list;
    }, []);
  }

  // -> {total, approximate, hits: [{n, top}], facets, words}
  async function search(query, chosen = {}, sort = "relevance") {
    const list = words(query);
    let bits = all();
    let top = all();
    const figures = [];
    const plain = [];
    for (const word of list) {
      const asked = word.replace(/＝/g, "=").replace(/＞/g, ">").replace(/＜/g, "<").match(FIGURE);
      const found = asked && (await figure(asked));
      if (found) { bits = and(bits, found.bits); figures.push(found); continue; }
      plain.push(normalise(word));
      const wanted = needed(word);
      if (!wanted.length) continue;
      bits = and(bits, await allOf(wanted));
      top = and(top, await allOf(wanted.map((t) => `^${t}`)));
    }
    const facets = {};
    const picked = {};
    for (const [name, values] of Object.entries(manifest.facets)) {
      const found = values.find(([v]) => v === chosen[name]);
      if (found) picked[name] = unpacked(found[1], total);
      else if (chosen[name]) picked[name] = bitmap(total);
    }
    for (const [name, values] of Object.entries(manifest.facets)) {
      let others = bits;
      for (const [other, mask] of Object.entries(picked)) if (other !== name) others = and(others, mask);
      facets[name] = values.map(([v, p]) => [v, count(and(others, unpacked(p, total)))]).filter(([v, n]) => n || v === chosen[name]);
    }
    for (const mask of Object.values(picked)) bits = and(bits, mask);
    const first = plain.length && sort === "relevance" ? and(bits, top) : bitmap(total);
    const hits = [];
    for (const tier of [first, and(bits, first.map((v) => ~v & 255))]) for (let n = 0; n < total; n++) if (has(tier, n)) hits.push(n);
    return { total: hits.length, approximate: plain.some((w) => terms(w).length > 1), hits, facets, words: plain, figures };
  }

  // A hit with its own text: null when the characters do not really stand there together.
  async function verified(n, words, figures) {
    const [address, title, agency, place, year, findings] = (await json(`d${Math.floor(n / manifest.block)}.json`))[n % manifest.block];
    const hit = { address: new URL(address, SITE).href, title, agency, place, year, findings, parts: [], anchor: "" };
    if (figures.length) hit.anchor = `#${figures[0].anchor}`;
    if (!words.length) return hit;
    const data = await report(address);
    const sections = { 0: "preamble", 1: "overview", 2: "proactive", 3: "requests", 4: "review", 5: "problems", 6: "other_matters" };
    const texts = [["", `${title} ${agency} ${place}`]];
    for (const [key, list] of Object.entries(data.narrative)) for (const text of list) texts.push([sections[key], text]);
    for (const word of words) {
      const where = texts.find(([, text]) => stands(normalise(text), word) >= 0);
      if (!where && !everywhere(data, texts, word)) return null;
      if (where && where[0] && !hit.parts.length) {
        hit.anchor = `#${where[0]}`;
        hit.parts = excerpt(where[1], words);
      }
    }
    return hit;
  }

  const everywhere = (data, texts, word) =>
    stands(normalise([data.title, data.agency, ...texts.map(([, t]) => t), ...(data.unplaced ?? [])].join(" ")), word) >= 0;

  async function suggestions(query) {
    const word = normalise(query.trim());
    if (word.length < 2) return [];
    const found = [];
    for (const name of await json("names.json")) {
      const plain = normalise(name);
      for (let i = 0; i + word.length <= plain.length; i++) {
        const piece = plain.slice(i, i + word.length);
        let wrong = 0;
        for (let k = 0; k < word.length && wrong < 2; k++) wrong += piece[k] !== word[k];
        if (wrong === 1 && piece[piece.length - 1] === word[word.length - 1]) { found.push([piece, name]); break; }
      }
    }
    return found.slice(0, 5);
  }

  return { search, verified, suggestions, manifest, total };
}

// A number stands alone: 42 is not found in 425.
function stands(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const before = text[at - 1] ?? "", after = text[at + word.length] ?? "";
    const digit = (c) => c >= "0" && c <= "9";
    if (!(digit(word[0]) && digit(before)) && !(digit(word[word.length - 1]) && digit(after))) return at;
  }
  return -1;
}

// [text, is it the hit] in turn: about eighty characters around the first hit, in the text as printed.
export function excerpt(text, words) {
  const map = [];
  let plain = "";
  Array.from(text).forEach((c, i) => {
    const folded = normalise(c).trim();
    if (folded) { plain += folded; for (let k = 0; k < folded.length; k++) map.push(i); }
  });
  const characters = Array.from(text);
  const marks = [];
  for (const word of words) {
    const squeezed = word.replace(/\s/g, "");
    const at = plain.indexOf(squeezed);
    if (at >= 0) marks.push([map[at], map[at + squeezed.length - 1] + 1]);
  }
  if (!marks.length) return [];
  marks.sort((a, b) => a[0] - b[0]);
  const from = Math.max(0, marks[0][0] - 30), to = Math.min(characters.length, Math.max(from + 90, marks[0][1] + 30));
  const parts = [[from ? "…" : "", false]];
  let at = from;
  for (const [start, end] of marks) {
    if (start < at || end > to) continue;
    parts.push([characters.slice(at, start).join(""), false], [characters.slice(start, end).join(""), true]);
    at = end;
  }
  parts.push([characters.slice(at, to).join("") + (to < characters.length ? "…" : ""), false]);
  return parts.filter(([t]) => t);
}
