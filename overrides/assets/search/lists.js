// Lists of reports as packed by build_scripts/search/postings.py: board number -> bits of its 8,192 rows.
export const BOARD = 8192;
const BOARDS = 64;
const LAST_YEAR = 2199;

/** @param {number} board */
export const yearOf = (board) => LAST_YEAR - Math.floor(board / BOARDS);
/** @param {number} board @param {number} row */
export const rowOf = (board, row) => (board % BOARDS) * BOARD + row;

/** Read varints one after another. @param {Uint8Array<ArrayBuffer>} bytes */
export function reader(bytes, at = 0) {
  return {
    next() {
      let number = 0, scale = 1, byte;
      do {
        byte = bytes[at++];
        number += (byte & 127) * scale;
        scale *= 128;
      } while (byte > 127);
      return number;
    },
    take: (/** @type {number} */ size) => bytes.subarray(at, (at += size)),
    done: () => at >= bytes.length,
  };
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {List} */
export function unpacked(bytes) {
  const list = new Map();
  const all = reader(bytes);
  while (!all.done()) {
    const board = all.next();
    const head = all.next();
    const body = all.take(head >> 2);
    const bits = new Uint8Array(BOARD / 8);
    const form = head & 3;
    if (form === 1) bits.set(body);
    else {
      const numbers = reader(body);
      let row = -1;
      while (!numbers.done()) {
        row += numbers.next() + 1;
        bits[row >> 3] |= 1 << (row & 7);
        if (form === 2) for (let more = numbers.next(); more; more--) { row++; bits[row >> 3] |= 1 << (row & 7); }
      }
    }
    list.set(board, bits);
  }
  return list;
}

const BITS = Uint8Array.from({ length: 256 }, (_, n) => n.toString(2).replaceAll("0", "").length);

/**
 * @param {List} a @param {List} b @param {Iterable<number>} boards @param {(x: number, y: number) => number} made @returns {List}
 */
function combined(a, b, boards, made) {
  const none = new Uint8Array(BOARD / 8);
  const list = new Map();
  for (const board of boards) {
    const x = a.get(board) ?? none, y = b.get(board) ?? none;
    const bits = x.map((v, i) => made(v, y[i]));
    if (bits.some((v) => v)) list.set(board, bits);
  }
  return list;
}

/** @type {(a: List, b: List) => List} */
export const and = (a, b) => combined(a, b, [...a.keys()].filter((board) => b.has(board)), (x, y) => x & y);
/** @type {(a: List, b: List) => List} */
export const or = (a, b) => combined(a, b, [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x - y), (x, y) => x | y);
/** @type {(a: List, b: List) => List} */
export const minus = (a, b) => combined(a, b, a.keys(), (x, y) => x & ~y);

/** @param {List} list @param {number} year @param {number} row */
export function has(list, year, row) {
  const bits = list.get((LAST_YEAR - year) * BOARDS + Math.floor(row / BOARD));
  return Boolean(bits && (bits[(row % BOARD) >> 3] >> (row & 7)) & 1);
}

/** Return the list of these reports. @param {[year: number, row: number][]} reports @returns {List} */
export function listOf(reports) {
  /** @type {List} */
  const list = new Map();
  for (const [year, row] of reports) {
    const board = (LAST_YEAR - year) * BOARDS + Math.floor(row / BOARD);
    const bits = list.get(board) ?? new Uint8Array(BOARD / 8);
    bits[(row % BOARD) >> 3] |= 1 << (row & 7);
    list.set(board, bits);
  }
  return list;
}

/** Return the number of reports in a list. @param {List} list */
export function size(list) {
  let n = 0;
  for (const bits of list.values()) for (const v of bits) n += BITS[v];
  return n;
}

/** Yield every report in the list, newest year first. @param {List} list @returns {Generator<[year: number, row: number]>} */
export function* members(list) {
  for (const [board, bits] of list) {
    for (let at = 0; at < bits.length; at++) {
      for (let bit = 0, v = bits[at]; v; bit++, v >>= 1) if (v & 1) yield [yearOf(board), rowOf(board, at * 8 + bit)];
    }
  }
}
