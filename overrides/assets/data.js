// Fetch files of the site once, and format CSV fields.

export const ROOT = new URL("../", import.meta.url);
/** @type {Map<string, Promise<any>>} */
const kept = new Map();

/** Return a file of the site as JSON, `null` when it does not exist. @param {string} path @returns {Promise<any>} */
export function get(path) {
  const before = kept.get(path);
  if (before) return before;
  const asked = fetch(new URL(path, ROOT)).then((answer) => {
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  });
  asked.catch(() => kept.delete(path)); // the network may work again at the next attempt
  kept.set(path, asked);
  return asked;
}

// A spreadsheet executes text that begins with these characters, and displays figures like 1-2 and 007 differently. A
// leading apostrophe prevents both. The same rule is in build_scripts/exports/cells.py.
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠']/;
const SHOWN_UNCHANGED = /^(?:-|-?(?:0|[1-9][0-9]{0,10}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})(?:\.[0-9]+)?)$/;
const RETYPED = /^(?=.*[0-9０-９])[0-9０-９.,:/()+\-%¥$eE \u3000．，：／（）＋－％￥]+$/;
/** @param {string} text */
export const spreadsheetSafe = (text) => (!SHOWN_UNCHANGED.test(text) && (FORMULA_START.test(text) || RETYPED.test(text)) ? `'${text}` : text);
/** @param {string} value */
export const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
