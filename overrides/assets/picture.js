// A chart says where it comes from, and is taken away as a file: the SVG as it is seen, or a PNG three times as large.

import { make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const SCALE = 3;
const MARGIN = 12;
const LINE = 15; // of the address, which goes on where the picture ends
const LETTERS = 50; // of 11 px beside 来源： in a picture as wide as a phone
// What the style sheet gives an element on the page goes with it into the file.
const STYLES = ["fill", "stroke", "color", "font-size", "font-weight", "font-family"];

/** The whole address of the page in the picture, in lines that a phone has room for. @param {SVGSVGElement} svg */
function signed(svg) {
  const source = svg.querySelector(".nb-source");
  if (!source) return;
  const address = (location.origin + location.pathname + location.search).match(new RegExp(`.{1,${LETTERS}}`, "g")) ?? [];
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
  signed(svg); // a comparison's address goes with what is chosen
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const copies = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((element, at) => {
    const seen = getComputedStyle(element);
    for (const name of STYLES) copies[at].setAttribute(name, seen.getPropertyValue(name)); // no style: the policy forbids it
    copies[at].removeAttribute("class");
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("viewBox", `${-MARGIN} ${-MARGIN} ${width + 2 * MARGIN} ${height + 2 * MARGIN}`);
  copy.setAttribute("width", String(width + 2 * MARGIN));
  copy.setAttribute("height", String(height + 2 * MARGIN));
  const ground = document.createElementNS(SVG, "rect");
  const { backgroundColor } = getComputedStyle(document.body);
  for (const [name, value] of Object.entries({ x: -MARGIN, y: -MARGIN, width: "100%", height: "100%", fill: backgroundColor })) {
    ground.setAttribute(name, String(value));
  }
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** @param {Blob} blob @param {string} name */
function offer(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** @param {string} text @returns {Promise<Blob>} */
async function painted(text) {
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
function offerPictures(figure) {
  const svg = figure.querySelector("svg");
  if (!svg?.querySelector(".nb-source")) return; // tiles lead somewhere: they are no picture to take away
  signed(svg);
  const name = (svg.querySelector("title")?.textContent ?? "图").replace(/[\\/:*?"<>|]+/g, " ");
  const save = make("button", { type: "button" }, "存为 SVG");
  save.addEventListener("click", () => offer(new Blob([standalone(svg)], { type: "image/svg+xml" }), `${name}.svg`));
  const paint = make("button", { type: "button" }, "存为 PNG");
  paint.addEventListener("click", async () => {
    try {
      offer(await painted(standalone(svg)), `${name}.png`);
    } catch {
      paint.textContent = "这个浏览器存不了 PNG，请存为 SVG";
    }
  });
  figure.append(make("p", { class: "nb-save" }, save, paint));
}

/** @param {ParentNode} [within] */
export function offerAll(within = document) {
  for (const figure of within.querySelectorAll(".nb-chart")) {
    if (figure instanceof HTMLElement && !figure.querySelector(".nb-save")) offerPictures(figure);
  }
}

offerAll();
