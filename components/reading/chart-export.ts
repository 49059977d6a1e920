/** Charts as files that stand alone: with their title, what they leave out, their colours and their letters. */

const INLINED = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-linecap",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
];
const PADDING = 20;
/** Sharp on paper and on any screen. */
const PICTURE_SCALE = 3;
const LINE_MAX = 58;

type Words = { title: string; notes: string[] };

const SVG = "http://www.w3.org/2000/svg";

/** Breaks a sentence into lines that the width holds. */
function toLines(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= LINE_MAX) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function copyStyles(from: Element, to: Element) {
  const computed = getComputedStyle(from);
  for (const name of INLINED) to.setAttribute(name, computed.getPropertyValue(name));
  to.removeAttribute("class");
  for (const [at, child] of [...from.children].entries()) {
    const copy = to.children[at];
    if (copy) copyStyles(child, copy);
  }
}

function textLine(words: string, y: number, attributes: Record<string, string>): SVGTextElement {
  const line = document.createElementNS(SVG, "text");
  line.textContent = words;
  for (const [name, value] of Object.entries({ x: String(PADDING), y: String(y), ...attributes }))
    line.setAttribute(name, value);
  return line;
}

/** The font of the page itself, since a file has none: those of its parts that hold signs of the text. */
async function fontRules(family: string, text: string): Promise<string> {
  const name = family.split(",")[0]?.trim().replace(/["']/g, "") ?? "";
  const faces = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule): rule is CSSFontFaceRule => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => style.getPropertyValue("font-family").replace(/["']/g, "") === name)
    .filter(({ style }) => holdsAny(style.getPropertyValue("unicode-range"), text));
  const rules = await Promise.all(
    faces.map(async ({ style, parentStyleSheet }) => {
      const source = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue("src"))?.[1];
      if (!source) return "";
      const answer = await fetch(new URL(source, parentStyleSheet?.href ?? location.href));
      if (!answer.ok) return "";
      const weight = style.getPropertyValue("font-weight") || "400";
      return `@font-face{font-family:"${name}";font-weight:${weight};src:url(${await toDataUrl(await answer.blob())})}`;
    }),
  );
  return rules.join("");
}

/** Whether a range such as "U+0-FF, U+131" has a sign of the text; one that is not given has all. */
function holdsAny(range: string, text: string): boolean {
  if (!range) return true;
  const parts = range.split(",").map((part) => {
    const [from = "0", to = from] = part.trim().replace(/^U\+/i, "").split("-");
    return [from.replaceAll("?", "0"), to.replaceAll("?", "F")].map((code) => Number.parseInt(code, 16));
  });
  return [...text].some((sign) => {
    const code = sign.codePointAt(0) ?? 0;
    return parts.some(([from = 0, to = 0]) => code >= from && code <= to);
  });
}

const toDataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

/** The chart as the text of a file, in the colours in which it is shown. */
export async function toSvg(
  shown: SVGSVGElement,
  { title, notes }: Words,
): Promise<{ text: string; size: [number, number] }> {
  const { width: chartWidth, height: chartHeight } = shown.viewBox.baseVal;
  const lines = notes.flatMap(toLines);
  const size: [number, number] = [chartWidth + 2 * PADDING, chartHeight + 2 * PADDING + 34 + lines.length * 17 + 26];
  const page = getComputedStyle(document.body);
  const around = getComputedStyle(shown);
  const [ink, muted] = [page.color, getComputedStyle(document.documentElement).getPropertyValue("--muted")];

  const file = document.createElementNS(SVG, "svg");
  file.setAttribute("xmlns", SVG);
  file.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
  file.setAttribute("width", String(size[0]));
  file.setAttribute("height", String(size[1]));
  file.setAttribute("font-family", around.fontFamily);
  const ground = document.createElementNS(SVG, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", page.backgroundColor);
  file.append(ground, textLine(title, PADDING + 16, { "font-size": "19", "font-weight": "600", fill: ink }));
  const chart = shown.cloneNode(true) as SVGSVGElement;
  copyStyles(shown, chart);
  for (const name of ["role", "aria-label", "stroke", "fill", "stroke-width", "opacity"]) chart.removeAttribute(name);
  for (const [name, value] of [
    ["x", PADDING],
    ["y", PADDING + 34],
    ["width", chartWidth],
    ["height", chartHeight],
  ] as const)
    chart.setAttribute(name, String(value));
  file.append(chart);
  const below = PADDING + 34 + chartHeight + 22;
  for (const [at, line] of lines.entries())
    file.append(textLine(line, below + at * 17, { "font-size": "13", fill: muted }));
  file.append(textLine("Ridizi", size[1] - PADDING + 8, { "font-size": "12", fill: muted }));

  const style = document.createElementNS(SVG, "style");
  style.textContent = await fontRules(around.fontFamily, file.textContent ?? "");
  file.prepend(style);
  return { text: new XMLSerializer().serializeToString(file), size };
}

/** The same as a picture of dots. */
export async function toPng(shown: SVGSVGElement, words: Words): Promise<Blob> {
  const { text, size } = await toSvg(shown, words);
  const image = new Image();
  image.src = await toDataUrl(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [size[0] * PICTURE_SCALE, size[1] * PICTURE_SCALE];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture came to nothing"))), "image/png"),
  );
}

/** Hands a file to the reader. */
export function save(content: Blob, name: string) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
