// Add the source to a chart, and save it as a file: the SVG as displayed, or a PNG three times as large.

import { make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const SCALE = 3;
const MARGIN = 12;
const LINE = 15; // line height of the address, which is added below the picture
const LINE_LETTERS = 50; // number of 11 px letters beside 来源： in a picture as wide as a phone
// Computed styles that are copied into the file, which has no style sheet.
const STYLES = ["fill", "stroke", "color", "font-size", "font-weight", "font-family"];

/** Write the full address of the page into the picture, in lines that fit on a phone. @param {SVGSVGElement} svg */
function addSource(svg) {
  const source = svg.querySelector(".nb-source");
  if (!source) return;
  const address = (location.origin + location.pathname + location.search).match(new RegExp(`.{1,${LINE_LETTERS}}`, "g")) ?? [];
  const { width, height } = svg.viewBox.baseVal;
  const high = height + (address.length - Math.max(1, source.children.length)) * LINE;
  source.replaceChildren(...address.map((part, at) => {
    const line = document.createElementNS(SVG, "tspan");
    line.setAttribute("x", source.getAttribute("x") ?? "0");
    if (at) line.setAttribute("dy", String(LINE));
    line.textContent = at ? part : `来源：${part}`;
    return line;
  }));
  svg.setAttribute("viewBox", `0 0 ${width} ${high}`);
  svg.setAttribute("height", String(high));
}

/** @param {SVGSVGElement} svg */
function standalone(svg) {
  addSource(svg); // the address of a comparison changes with the choice
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const copies = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((element, at) => {
    const seen = getComputedStyle(element);
    for (const name of STYLES) copies[at].setAttribute(name, seen.getPropertyValue(name)); // attributes, because the Content-Security-Policy forbids inline styles
    copies[at].removeAttribute("class");
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`);
  copy.setAttribute("width", String(width + 2 * MARGIN));
  copy.setAttribute("height", String(height + 2 * MARGIN));
  const background = document.createElementNS(SVG, "rect");
  const { backgroundColor } = getComputedStyle(document.body);
  for (const [name, value] of Object.entries({ x: -MARGIN, y: -MARGIN, width: "100%", height: "100%", fill: backgroundColor })) {
    background.setAttribute(name, String(value));
  }
  copy.prepend(background);
  return new XMLSerializer().serializeToString(copy);
}

/** @param {Blob} blob @param {string} name */
function download(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @param {string} text @returns {Promise<Blob>} */
async function rasterized(text) {
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = picture.naturalWidth * SCALE;
  canvas.height = picture.naturalHeight * SCALE;
  const brush = canvas.getContext("2d");
  if (!brush) throw new Error("no canvas");
  brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png");
  });
}

/** @param {HTMLElement} figure */
function addSaveButtons(figure) {
  const svg = figure.querySelector("svg");
  if (!svg?.querySelector(".nb-source")) return; // tiles are links and are not offered as pictures
  addSource(svg);
  const name = (svg.querySelector("title")?.textContent ?? "图").replace(/[\\/:*?"<>|]+/g, " ");
  const save = make("button", { type: "button" }, "存为 SVG");
  save.addEventListener("click", () => download(new Blob([standalone(svg)], { type: "image/svg+xml" }), `${name}.svg`));
  const paint = make("button", { type: "button" }, "存为 PNG");
  paint.addEventListener("click", async () => {
    try {
      download(await rasterized(standalone(svg)), `${name}.png`);
    } catch {
      paint.textContent = "这个浏览器存不了 PNG，请存为 SVG";
    }
  });
  figure.append(make("p", { class: "nb-save" }, save, paint));
}

/** @param {ParentNode} [within] */
export function addAllSaveButtons(within = document) {
  for (const figure of within.querySelectorAll(".nb-chart")) {
    if (figure instanceof HTMLElement && !figure.querySelector(".nb-save")) addSaveButtons(figure);
  }
}

addAllSaveButtons();
