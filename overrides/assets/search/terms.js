// Text to terms, the same as build_scripts/search/terms.py: tests/fixtures/search/terms.json holds the two together.
import { SIMPLIFIED } from "./traditional.js";

const HAN = "\\u3400-\\u9fff";
const TOKEN = new RegExp(`[${HAN}]+|[0-9]+|[a-z]+`, "g");
const SPACE = new RegExp(`\\s+(?=[${HAN}])|(?<=[${HAN}])\\s+`, "g");
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad]+/g;

export function normalise(text) {
  const folded = text.replace(INVISIBLE, "").normalize("NFKC").toLowerCase();
  return Array.from(folded, (c) => SIMPLIFIED.get(c) ?? c).join("").replace(SPACE, "");
}

const isHan = (c) => c >= "\u3400" && c <= "\u9fff";
const isDigits = (word) => word[0] >= "0" && word[0] <= "9";

export function terms(text) {
  const found = [];
  let before = null;
  for (const match of normalise(text).matchAll(TOKEN)) {
    const word = match[0];
    if (before && before.index + before[0].length === match.index) {
      const last = before[0];
      if (isHan(word[0]) && isDigits(last)) found.push(last + word[0]);
      else if (isDigits(word) && isHan(last[0])) found.push(last[last.length - 1] + word);
    }
    if (!isHan(word[0]) || word.length === 1) found.push(word);
    else for (let i = 0; i + 1 < word.length; i++) found.push(word.slice(i, i + 2));
    before = match;
  }
  return found;
}
