import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { contrast } from "../drawing/palettes/rules";
import { designCover, LAYOUTS, type LayoutName } from "../drawing/rules";
import type { CoverSubject, Drawing } from "../drawing/schema";
import { composeCover, drawCover, renderCover } from "./cover-artist";

const WORDS =
  "shadow river glass winter silent empire salt garden letters machine hollow crown ember tide paper wolf".split(" ");
const MOODS = ["calm", "dark", "bright", "warm", "cold", "playful", "austere", undefined];
const MOTIFS = ["fox", "ship", "moon", "key", "tree", "eye", undefined, "something nobody drew"];
const GENRES = ["Classics", "Fantasy", "Poetry", "Science", "Crime & thriller", "Picture books", "History"];

function syntheticBook(i: number): CoverSubject {
  const word = (offset: number) => WORDS[(i * 7 + offset * 5) % WORDS.length] ?? "";
  return {
    key: `978000000${String(i).padStart(4, "0")}`,
    title: `The ${word(0)} ${i % 3 ? `of ${word(1)}` : ""}`,
    subtitle: i % 5 === 0 ? `A ${word(2)} and its ${word(3)}` : null,
    authors: i % 7 === 0 ? [] : [`A. ${word(4)}`, `B. ${word(1)}`].slice(0, 1 + (i % 2)),
    year: 1900 + (i % 120),
    languageCode: "en",
    genres: [GENRES[i % GENRES.length] ?? ""],
    cover: { mood: MOODS[i % MOODS.length], motif: MOTIFS[(i * 3) % MOTIFS.length] },
  };
}

const LONG =
  "The Life and Strange Surprizing Adventures of Robinson Crusoe, of York, Mariner, who lived eight and twenty years, all alone in an uninhabited island on the coast of America, near the mouth of the great river of Oroonoque, having been cast on shore by shipwreck, wherein all the men perished but himself";

/** Titles that break naive type setting, with a language where it matters. */
const HARD: readonly [name: string, title: string, languageCode: string | null][] = [
  ["one letter", "V", "en"],
  ["three hundred letters", LONG, "en"],
  ["a word of forty letters", "Donaudampfschifffahrtsgesellschaftskapitän", "de"],
  ["a word of fifty letters in a script without hyphens", "ก".repeat(50), "th"],
  ["Arabic", "ألف ليلة وليلة", "ar"],
  ["Hebrew", "סיפור על אהבה וחושך", "he"],
  ["Japanese", "世界の終りとハードボイルド・ワンダーランド", "ja"],
  ["Chinese without a language", "红楼梦", null],
  ["Korean", "채식주의자", "ko"],
  ["Devanagari", "गोदान", "hi"],
  ["Bengali", "পথের পাঁচালী", "bn"],
  ["Vietnamese", "Số đỏ", "vi"],
  ["Greek", "Η Οδύσσεια", "el"],
  ["Cyrillic", "Мёртвые души", "ru"],
  ["mixed directions", "Harry Potter والحجر 1", "ar"],
  ["emoji", "Call me 🐋", "en"],
  ["a script no font has", "𓀀𓂀𓃒", null],
  ["nothing", "", null],
  ["control characters and markup", 'a\u0000b\u202e <script>&"', "en"],
  ["a language code that is none", "İstanbul", "not a language"],
];

/** A subject that lands on the wanted layout; the key decides, so a fitting one is looked for. */
function subjectFor(layout: LayoutName, title: string, languageCode: string | null): CoverSubject {
  for (let i = 0; ; i++) {
    const subject = {
      key: `${layout} ${i}`,
      title,
      languageCode,
      authors: ["Ödön von Horváth"],
      genres: [],
      year: 1932,
    };
    if (designCover(subject).layoutName === layout) return subject;
  }
}

function problemsOf({ width, height, lines }: Drawing): string[] {
  return lines.flatMap(({ text, box, fill, grounds, size, role }) => {
    const problems = [];
    const slack = 3;
    if (box.x < -slack || box.y < -slack || box.x + box.width > width + slack || box.y + box.height > height + slack)
      problems.push(`${role} “${text}” leaves the page`);
    const worst = Math.min(...grounds.map((ground) => contrast(fill, ground)));
    if (worst < (size >= 30 ? 3 : 4.5)) problems.push(`${role} “${text}” has contrast ${worst.toFixed(2)}`);
    return problems;
  });
}

function overlapsOf({ lines }: Drawing): string[] {
  return lines.flatMap((one, i) =>
    lines.slice(i + 1).flatMap((other) => {
      const wide =
        Math.min(one.box.x + one.box.width, other.box.x + other.box.width) - Math.max(one.box.x, other.box.x);
      const tall =
        Math.min(one.box.y + one.box.height, other.box.y + other.box.height) - Math.max(one.box.y, other.box.y);
      return wide > 2 && tall > 2 ? [`“${one.text}” lies on “${other.text}”`] : [];
    }),
  );
}

describe("renderCover", { timeout: 60_000 }, () => {
  it("gives the same bytes for the same book, a JPEG 600 pixels wide", async () => {
    const [one, same] = await Promise.all([renderCover(syntheticBook(1)), renderCover(syntheticBook(1))]);
    expect(one.equals(same)).toBe(true);
    const { format, width, height } = await sharp(one).metadata();
    expect([format, width, height]).toEqual(["jpeg", 600, 900]);
  });

  it("never gives two of three hundred books nearly the same picture", async () => {
    const SIDE = 16;
    const thumbs: Buffer[] = [];
    for (let i = 0; i < 300; i++) {
      const svg = await drawCover(syntheticBook(i), 96);
      thumbs.push(await sharp(Buffer.from(svg)).removeAlpha().resize(SIDE, SIDE, { fit: "fill" }).raw().toBuffer());
    }
    let closest = { distance: Number.POSITIVE_INFINITY, pair: "" };
    thumbs.forEach((one, i) => {
      thumbs.slice(i + 1).forEach((other, j) => {
        let sum = 0;
        for (let k = 0; k < one.length; k++) sum += ((one[k] ?? 0) - (other[k] ?? 0)) ** 2;
        const distance = Math.sqrt(sum / one.length);
        if (distance < closest.distance) closest = { distance, pair: `${i} and ${i + j + 1}` };
      });
    });
    // Root mean square of the difference, in steps of 255 a channel; a second print of one cover stays below 2.
    expect(closest.distance, `books ${closest.pair}`).toBeGreaterThan(8);
  });
});

describe("composeCover", { timeout: 120_000 }, () => {
  it("keeps all text on the page, apart and readable, for three hundred books", async () => {
    const problems = [];
    for (let i = 0; i < 300; i++) {
      const drawing = await composeCover(syntheticBook(i));
      const { layoutName } = designCover(syntheticBook(i));
      problems.push(
        ...[...problemsOf(drawing), ...overlapsOf(drawing)].map((problem) => `${i} ${layoutName}: ${problem}`),
      );
    }
    expect(problems).toEqual([]);
  });

  it.each(HARD)("sets %s in every layout", async (_name, title, languageCode) => {
    const problems = [];
    for (const layout of Object.keys(LAYOUTS) as LayoutName[]) {
      const drawing = await composeCover(subjectFor(layout, title, languageCode));
      problems.push(...[...problemsOf(drawing), ...overlapsOf(drawing)].map((problem) => `${layout}: ${problem}`));
      const hasTitle = drawing.lines.some(({ role }) => role === "title");
      expect(hasTitle, layout).toBe(/[\p{L}\p{N}]/u.test(title) && !/𓀀/u.test(title));
    }
    expect(problems).toEqual([]);
  });

  it("draws what the words mean to the eye: text behind its colour, measured on the pixels", async () => {
    for (const layout of Object.keys(LAYOUTS) as LayoutName[]) {
      const drawing = await composeCover(subjectFor(layout, "The Shadow of the River", "en"));
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="900">${drawing.art}</svg>`;
      const { data, info } = await sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      for (const { box, fill, text } of drawing.lines) {
        const ratios = [];
        for (let y = Math.ceil(box.y); y < box.y + box.height; y += 3) {
          for (let x = Math.ceil(box.x); x < box.x + box.width; x += 3) {
            const i = (y * info.width + x) * 3;
            const hex = [0, 1, 2].map((k) => (data[i + k] ?? 0).toString(16).padStart(2, "0")).join("");
            ratios.push(contrast(fill, `#${hex}`));
          }
        }
        ratios.sort((a, b) => a - b);
        // A star or a ruled line may touch a letter; nineteen of twenty samples must read.
        expect(ratios[Math.floor(ratios.length / 20)], `${layout} “${text}”`).toBeGreaterThan(2.9);
      }
    }
  });
});

describe("drawCover", () => {
  it("leaves no text element and no foreign markup behind", async () => {
    const svg = await drawCover({ key: "x", title: `<b>&"'</b>`, authors: ["<i>"], genres: [] });
    expect(svg).not.toMatch(/<(text|b|i|script|style|image|foreignObject)\b/);
    expect(svg).toContain('viewBox="0 0 600 900"');
  });
});
