// The gantt as a picture that explains itself in a mail: whose it is, in which zone its times are and as of when stands
// above the lanes, and what colours and marks mean below them. Every style is written out, so that it looks the same
// where there is no style sheet, and every text is as wide as on the page, whatever the fonts are where it is opened.

const SVG = "http://www.w3.org/2000/svg";
const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "font-family", "font-size", "font-weight",
  "text-anchor", "opacity",
];
const LEFT = 12;
const HEAD = 60;
// How much of a line of text lies above its base line.
const ABOVE = 0.79;

const made = (name, attributes, text = "") => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
};

const round = (number) => Math.round(number * 10) / 10;

function inlined(live) {
  const copy = live.cloneNode(true);
  const copies = [copy, ...copy.querySelectorAll("*")];
  [live, ...live.querySelectorAll("*")].forEach((from, place) => {
    const style = getComputedStyle(from);
    for (const name of STYLES) copies[place].style.setProperty(name, style.getPropertyValue(name));
    if (from.localName === "text") fit(copies[place], from.getComputedTextLength());
  });
  return copy;
}

function fit(text, width) {
  if (width) Object.entries({ textLength: round(width), lengthAdjust: "spacingAndGlyphs" }).forEach((pair) => text.setAttribute(...pair));
}

function headOf(box, [title, facts]) {
  const style = getComputedStyle(box);
  const font = `fill:${style.color};font-family:${style.fontFamily}`;
  return [
    made("text", { x: LEFT, y: 26, style: `${font};font-size:18px;font-weight:600` }, title),
    made("text", { x: LEFT, y: 48, style: `${font};font-size:13px` }, facts),
  ];
}

// What is in the page's legend, where it stands there.
function legendOf(legend, box, top) {
  const at = (rect) => ({ x: round(rect.left - box.left), y: round(rect.top - legend.getBoundingClientRect().top + top) });
  const shapes = [...legend.querySelectorAll("svg")].map((live) => {
    const copy = inlined(live);
    const rect = live.getBoundingClientRect();
    for (const [key, value] of Object.entries({ ...at(rect), width: rect.width, height: rect.height })) copy.setAttribute(key, value);
    return copy;
  });
  const texts = [];
  const walker = document.createTreeWalker(legend, NodeFilter.SHOW_TEXT);
  for (const range = document.createRange(); walker.nextNode(); ) {
    const node = walker.currentNode;
    if (!node.textContent.trim() || node.parentElement.closest("svg")) continue;
    range.selectNodeContents(node);
    const rect = range.getBoundingClientRect();
    const style = getComputedStyle(node.parentElement);
    const { x, y } = at(rect);
    const font = `fill:${style.color};font-family:${style.fontFamily};font-size:${style.fontSize};font-weight:${style.fontWeight}`;
    const text = made("text", { x, y: round(y + rect.height * ABOVE), style: font }, node.textContent.trim());
    fit(text, rect.width);
    texts.push(text);
  }
  return [...shapes, ...texts];
}

// The picture as SVG, with its size. `head` is a title and a line of facts, `box` what is around the lanes.
export function pictureOf(svg, legend, box, head) {
  const around = box.getBoundingClientRect();
  const lanes = inlined(svg);
  const [width, below] = [around.width, HEAD + svg.height.baseVal.value];
  const height = Math.ceil(below + legend.getBoundingClientRect().height);
  const picture = made("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": head.join(". ") });
  const back = made("rect", { width, height, style: `fill:${getComputedStyle(box).backgroundColor}` });
  lanes.setAttribute("y", HEAD);
  ["tabindex", "aria-activedescendant"].forEach((name) => lanes.removeAttribute(name));
  picture.append(back, ...headOf(box, head), lanes, ...legendOf(legend, around, below));
  return { text: new XMLSerializer().serializeToString(picture), width, height };
}

// The same as PNG, twice as fine, as the address of its content.
export async function paintedOf({ text, width, height }) {
  const image = new Image();
  image.src = addressOf(text);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: width * 2, height: height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/png");
}

export const addressOf = (text) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
