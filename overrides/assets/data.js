// Files of the site fetched once, and the fields of a CSV.

export const ROOT = new URL("../", import.meta.url);
/** @type {Map<string, Promise<any>>} */
const kept = new Map();

/** A file of the site as JSON, `null` when there is none. @param {string} path @returns {Promise<any>} */
export function get(path) {
  const before = kept.get(path);
  if (before) return before;
  const asked = fetch(new URL(path, ROOT)).then((answer) => {
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`${answer.status}`);
    return answer.json();
  });
  asked.catch(() => kept.delete(path)); // a failure of the network may be over at the next try
  kept.set(path, asked);
  return asked;
}

// A spreadsheet runs what begins with these, and shows figures like 1-2 and 007 as something else; an apostrophe before
// them keeps it from that. The rule of build_scripts/exports/cells.py.
const RISKY = /^[=+\-@\t\r\n＝＋－＠']/;
const SHOWN = /^(?:-|-?(?:0|[1-9][0-9]{0,10}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})(?:\.[0-9]+)?)$/;
const RETYPED = /^(?=.*[0-9０-９])[0-9０-９.,:/()+\-%¥$eE \u3000．，：／（）＋－％￥]+$/;
/** @param {string} text */
export const inert = (text) => (!SHOWN.test(text) && (RISKY.test(text) || RETYPED.test(text)) ? `'${text}` : text);
/** @param {string} value */
export const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
