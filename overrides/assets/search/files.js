// Fetch the files that build_scripts/search writes: as few as possible, each once, relative to this script.
import { or, reader, unpacked } from "./lists.js";

const SITE = new URL("../../", import.meta.url); // works in any sub-folder without configuration
const GROUP = 64;
const HASH = 6;
/** @param {string} address */
export const addressOf = (address) => new URL(address, SITE).href;

// A file with a hash in its name no longer exists: the index was rebuilt while the page was open.
export class Gone extends Error {}

/** @param {string} address @param {RequestCache} [cache] */
async function fetched(address, cache = "default") {
  const answer = await fetch(addressOf(address), { cache });
  if (answer.status === 404) throw new Gone(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** @param {...Uint8Array<ArrayBuffer>} pieces */
async function inflated(...pieces) {
  const stream = new Blob(pieces).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Cache the results of `load` by key; failures are not cached.
 * @template Key, T @param {(key: Key) => Promise<T>} load @returns {(key: Key) => Promise<T>}
 */
function memoized(load) {
  /** @type {Map<Key, Promise<T>>} */
  const kept = new Map();
  return (key) => {
    const before = kept.get(key);
    if (before) return before;
    const loading = load(key);
    loading.catch(() => kept.delete(key));
    kept.set(key, loading);
    return loading;
  };
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n;
});

/** @param {string} text */
function crc32(text) {
  let value = -1;
  for (const byte of new TextEncoder().encode(text)) value = CRC[(value ^ byte) & 255] ^ (value >>> 8);
  return ~value >>> 0;
}

/** Return the shard of a term. @param {string} term @param {number} shards */
export function shardOf(term, shards) {
  const value = crc32(term[0] === ":" ? ":" : term.replace(/^\^/, "").replaceAll("·", ""));
  const half = 2 ** Math.floor(Math.log2(shards));
  const wide = value % (half * 2);
  return wide < shards ? wide : value % half;
}

/** @param {Uint8Array} bytes */
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const utf8 = new TextDecoder();

/** @returns {Promise<Files>} */
export async function openFiles() {
  if (typeof DecompressionStream === "undefined") throw new Error("old-browser");
  /** @type {State} */
  const state = JSON.parse(utf8.decode(await fetched("search/current.json", "no-cache")));
  const json = memoized(async (/** @type {string} */ address) => JSON.parse(utf8.decode(await inflated(await fetched(address)))));
  const file = memoized((/** @type {string} */ address) => fetched(address));
  const kit = json(state.kit);

  const termLists = memoized(async (/** @type {string} */ address) => {
    const all = reader(await inflated(await fetched(address)));
    const names = utf8.decode(all.take(all.next()));
    /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
    const lists = new Map();
    if (!names) return lists;
    const terms = names.split("\n");
    const sizes = terms.map(() => all.next());
    terms.forEach((term, i) => lists.set(term, all.take(sizes[i])));
    return lists;
  });

  const shard = async (/** @type {string} */ term) => {
    const n = shardOf(term, state.shards);
    const digests = await file(state.groups[Math.floor(n / GROUP)]);
    const digest = digests.subarray((n % GROUP) * HASH, (n % GROUP + 1) * HASH);
    return termLists(`search/p/${Math.floor(n / GROUP)}/${n}-${hex(digest)}.bin`);
  };

  // The newest reports have a separate index of a few files.
  const newest = async (/** @type {string} */ term) =>
    state.small.length ? termLists(state.small[shardOf(term, state.small.length)]) : new Map();

  const inLarge = async (/** @type {string} */ term) => {
    const n = shardOf(term, state.shards);
    let data = (await shard(term)).get(term);
    if (!data) return /** @type {List} */ (new Map());
    if (data[0] === 0) {
      const name = `${hex(new TextEncoder().encode(term))}-${hex(data.subarray(1, 1 + HASH))}`;
      data = await inflated(await fetched(`search/p/${Math.floor(n / GROUP)}/${name}.bin`));
    }
    return unpacked(data);
  };

  const list = memoized(async (/** @type {string} */ term) => {
    const [large, small] = await Promise.all([inLarge(term), newest(term).then((lists) => lists.get(term))]);
    return small ? or(large, unpacked(small)) : large;
  });

  // The address of a report's lines stays when they change, so the browser must revalidate its copy.
  const text = memoized(async (/** @type {string} */ at) => {
    const [year, row] = at.split("/").map(Number);
    const [name, size] = state.window;
    const own = fetched(`search/text/${year}/${row >> 10}/${row}.bin`, "no-cache");
    const bytes = (await inflated(await file(name), await own)).subarray(size);
    return new TextDecoder(bytes[0] === 103 ? "gbk" : "utf-8").decode(bytes.subarray(1));
  });

  return {
    state,
    kit: await kit,
    list,
    text: (year, row) => text(`${year}/${row}`),
    places: () => json(state.places),
    facetTerms: async () => {
      const [large, small] = await Promise.all([shard(":"), newest(":")]);
      return [...new Set([...large.keys(), ...small.keys()])].filter((term) => term[0] === ":");
    },
  };
}
