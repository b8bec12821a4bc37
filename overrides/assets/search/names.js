// Look up searchable figures by every name that the site shows (build_scripts/search/figures.py).
const NUMBERING = /^(?:[（(].[)）]|\d\.|[一二三四]、)/;
const BETWEEN = /^(?:中?的|中)|(?:中?的|中)$/g;
const MAX_EXTRA = 3; // maximum number of characters in a label besides the figure's name: 行政处罚数量
const MAX_OFFERED = 6; // number of names offered for an unknown one

/**
 * Return `find` (typed label -> its figure, the figures that it may mean, or nothing) and `all` (first name of every figure).
 * @param {Pick<Manifest, "figures" | "columns">} kit @param {Fold} fold @returns {FigureNames}
 */
export function figureNames(kit, fold) {
  /** @type {Figure[]} */
  const figures = kit.figures.map(([key, names, cells = [[key, -1]], of = [], least = 0]) => ({ key, names, cells, of, least }));
  /** @param {string} label */
  const plain = (label) => fold(label.replace(NUMBERING, "")).replaceAll("·", "");
  const known = figures.map((figure) => ({ figure, names: figure.names.map(plain) }));
  const rows = known.filter(({ figure: { key, cells } }) => cells.length === 1 && cells[0][0] === key);
  const columns = kit.columns.map(([key, names, at, of]) => ({ key, names, plain: names.map(plain), at, of }));

  /** Return the figure of a row's cell in one of its columns. @param {Figure} row @param {typeof columns[number]} column @returns {Figure} */
  const cell = (row, { key, names, at }) => ({
    key: at === -1 ? row.key : `${row.key}.${key}`, names: [row.names[0] + names[0]], cells: [[row.key, at]], of: [], least: 0 });

  /** @param {string} label */
  function cells(label) {
    return columns.flatMap((column) => {
      const part = column.plain.find((name) => label.startsWith(name) || label.endsWith(name));
      if (!part || (column.key === "total" && part === label)) return [];
      const rest = (label.startsWith(part) ? label.slice(part.length) : label.slice(0, -part.length)).replace(BETWEEN, "");
      const held = rows.filter(({ figure }) => figure.key.startsWith(column.of));
      const named = rest ? held.filter(({ names }) => names.includes(rest)) : column.of === "requests-" ? held.slice(0, 1) : held;
      return named.map(({ figure }) => cell(figure, column));
    });
  }

  return {
    all: figures.map(({ names }) => names[0]),
    find(typed) {
      const label = plain(typed);
      if (!label) return null;
      const found = [
        () => known.filter(({ names }) => names.includes(label)).map(({ figure }) => figure),
        () => cells(label),
        () => known.filter(({ names }) => names.some((name) => name.includes(label))).map(({ figure }) => figure),
        () => known.filter(({ names }) => names.some((name) => label.includes(name) && label.length - name.length <= MAX_EXTRA))
          .map(({ figure }) => figure),
      ];
      for (const way of found) {
        const list = way();
        if (list.length === 1) return { figure: list[0], exact: list[0].names.some((name) => plain(name) === label) };
        if (list.length) return { choices: list.map(({ names }) => names[0]) };
      }
      return null;
    },
    similar(typed) {
      const letters = new Set(plain(typed));
      const shared = (/** @type {string} */ name) => {
        const n = Array.from(name).filter((c) => letters.has(c)).length;
        return n > 1 ? n / (name.length + 2) : 0;
      };
      return known.map(({ figure, names }) => ({ name: figure.names[0], n: Math.max(...names.map(shared)) }))
        .filter(({ n }) => n > 0).sort((a, b) => b.n - a.n).slice(0, MAX_OFFERED).map(({ name }) => name);
    },
  };
}
