// Find agencies by province, city, county and part of the name. One small slice is fetched for each city that is viewed.

import { make } from "../dom.js";

const SHOWN = 200; // maximum number of checkboxes; a longer list asks for part of the name

/** @param {string} label */
function select(label) {
  const node = make("select", { "aria-label": label });
  const fill = (/** @type {string[][]} */ options) =>
    node.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  return { node, fill };
}

/**
 * Return the picker. `toggle` returns whether the change was accepted.
 * @param {KnownPlaces} known
 * @param {{ agencies: (code: string) => Promise<AgencySlice | null>, has: (id: string) => boolean,
 *   toggle: (id: string, on: boolean) => boolean }} host
 */
export function pickAgencies(known, host) {
  const province = select("省"), city = select("市"), county = select("县");
  const text = make("input", { type: "search", "aria-label": "机关名称含", placeholder: "机关名称含…", autocomplete: "off" });
  const listed = make("div", { class: "nb-boxes", role: "group", "aria-label": "这里的机关" });
  const said = make("p", { class: "nb-meaning", role: "status" });
  const top = known.places.filter(([, , parent]) => !parent);
  /** @type {AgencySlice | null} */
  let slice = null;

  function cities() {
    const own = known.places.find(([code]) => code === province.node.value);
    const below = known.places.filter(([, , parent]) => parent === province.node.value);
    const options = below.map(([code, name]) => [code, name]);
    if (own && own[3]) options.unshift([own[0], below.length ? `${own[1]}（省级或不设市）` : own[1]]);
    if (options.length > 1) options.unshift(["", "请选择市"]);
    city.fill(options);
    city.node.hidden = options.length < 2;
    county.node.hidden = true;
    return load();
  }

  async function load() {
    slice = null;
    listed.replaceChildren();
    said.textContent = "";
    if (!city.node.value) return;
    said.textContent = "正在取机关名单…";
    const code = city.node.value;
    try {
      const answer = await host.agencies(code);
      if (code !== city.node.value) return;
      slice = answer;
    } catch {
      said.textContent = "机关名单没有取到，请稍后重试。";
      return;
    }
    const counties = Object.entries(slice?.counties ?? {});
    county.fill([["", "全部县区"], ...counties]);
    county.node.hidden = counties.length < 2;
    refresh();
  }

  function refresh() {
    if (!slice) return;
    const words = text.value.trim();
    const hits = slice.agencies.filter(
      ([, name, code]) => (!county.node.value || code === county.node.value) && (!words || name.includes(words)),
    );
    const held = document.activeElement?.closest("label")?.dataset.id;
    listed.replaceChildren(
      ...hits.slice(0, SHOWN).map(([id, name]) => {
        const input = make("input", { type: "checkbox" });
        input.checked = host.has(id);
        input.addEventListener("change", () => {
          if (!host.toggle(id, input.checked)) input.checked = false;
        });
        return make("label", { "data-id": id }, input, name);
      }),
    );
    const again = held && listed.querySelector(`[data-id="${held}"] input`);
    if (again instanceof HTMLElement) again.focus(); // the list is rebuilt at every step
    said.textContent = hits.length > SHOWN ? `共 ${hits.length} 个，先列 ${SHOWN} 个，请写出名称的一部分。` : `共 ${hits.length} 个机关。`;
  }

  const options = top.map(([code, name]) => [code, name]);
  province.fill(options.length > 1 ? [["", "请选择省"], ...options] : options); // nothing is fetched before a choice
  province.node.addEventListener("change", cities);
  city.node.addEventListener("change", load);
  county.node.addEventListener("change", refresh);
  text.addEventListener("input", (event) => {
    if (!(/** @type {InputEvent} */ (event).isComposing)) refresh();
  });
  text.addEventListener("compositionend", refresh);
  cities();
  const node = make("div", { class: "nb-pick" }, make("div", { class: "nb-tools" }, province.node, city.node, county.node, text), listed, said);
  return { node, refresh };
}
