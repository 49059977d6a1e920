import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import sharp from "sharp";
import { renderCover } from "@/lib/covers/adapters/cover-artist";
import { drawBackCover } from "@/lib/covers/drawing/back-cover.fixtures";
import { type PhotoOptions, simulatePhoto } from "@/lib/covers/drawing/phone-photo.fixtures";
import type { CoverSubject } from "@/lib/covers/drawing/schema";

/**
 * Draws the photos behind "Try a sample photo": covers of books of the demo catalogue as a phone would
 * take them, and one back cover with its barcode. Run it again when the artist or the catalogue changes.
 */

const CATALOGUE = "data/seed/books.jsonl";
const FOLDER = "public/samples";
const BYTES_MAX = 200_000;
/** Pixels of the small square of a sample in the scanner's strip, for dense screens. */
const THUMB_SIDE = 160;

interface Sample {
  file: string;
  kind: "cover" | "barcode";
  isbn: string;
  scene: string;
  photo: PhotoOptions;
}

const SAMPLES: readonly Sample[] = [
  {
    file: "howls-moving-castle.jpg",
    kind: "cover",
    isbn: "9780064410342",
    scene: "lying at an angle on a desk, with a cup of coffee, papers and a pencil",
    photo: { seed: "howl", angle: 13, perspective: 0.6, background: "clutter", glare: 0.45, blur: 0.7 },
  },
  {
    file: "moby-dick.jpg",
    kind: "cover",
    isbn: "9780142000083",
    scene: "on wooden boards, seen from the side",
    photo: { seed: "whale", angle: -11, perspective: 0.8, background: "wood", glare: 0.3, blur: 0.6 },
  },
  {
    file: "cien-anos-de-soledad.jpg",
    kind: "cover",
    isbn: "9780307350428",
    scene: "on a tablecloth, with a lamp reflected in the cover",
    photo: { seed: "macondo", angle: 5, perspective: 0.4, background: "cloth", glare: 0.75, blur: 0.5 },
  },
  {
    file: "kokoro.jpg",
    kind: "cover",
    isbn: "9784101010137",
    scene: "turned far to the right on a cluttered table",
    photo: { seed: "kokoro", angle: 19, perspective: 0.5, background: "clutter", glare: 0.2, blur: 0.9, noise: 8 },
  },
  {
    file: "le-petit-prince-barcode.jpg",
    kind: "barcode",
    isbn: "9780156013987",
    scene: "face down on a wooden table, its barcode in view",
    photo: {
      seed: "prince",
      angle: -4,
      perspective: 0.25,
      background: "wood",
      glare: 0.15,
      blur: 0.4,
      noise: 4,
      fill: 0.84,
    },
  },
];

interface SeedBook extends Omit<CoverSubject, "key"> {
  isbn13: string | null;
  description: string;
}

const lines = (await readFile(CATALOGUE, "utf8")).trim().split("\n");
const catalogue = lines.map((line): SeedBook => JSON.parse(line));

await mkdir(FOLDER, { recursive: true });
const list = [];
for (const { file, kind, isbn, scene, photo } of SAMPLES) {
  const book = catalogue.find(({ isbn13 }) => isbn13 === isbn);
  if (!book) throw new Error(`${CATALOGUE} has no book ${isbn}`);
  // The key by which the product draws this book's cover, so that the sample shows the very same one.
  const subject = { ...book, key: isbn };
  const front =
    kind === "cover"
      ? await renderCover(subject)
      : await sharp(Buffer.from(await drawBackCover(subject, book.description, isbn)))
          .jpeg({ quality: 95 })
          .toBuffer();
  const jpeg = await simulatePhoto(front, photo);
  if (jpeg.length > BYTES_MAX) throw new Error(`${file} takes ${jpeg.length} bytes, more than ${BYTES_MAX}`);
  await writeFile(path.join(FOLDER, file), jpeg);
  const thumb = file.replace(".jpg", "-thumb.jpg");
  await writeFile(path.join(FOLDER, thumb), await drawThumb(jpeg));
  const side = kind === "cover" ? "The cover" : "The back";
  const alt = `${side} of “${book.title}” by ${book.authors.join(" and ")}, ${scene}.`;
  list.push({ file, thumb, kind, alt, title: book.title, isbn });
  console.log(`${file}  ${Math.round(jpeg.length / 1000)} kB`);
}
await writeFile(path.join(FOLDER, "samples.json"), `${JSON.stringify(list, null, 2)}\n`);

function drawThumb(photo: Buffer): Promise<Buffer> {
  return sharp(photo).resize(THUMB_SIDE, THUMB_SIDE).jpeg({ quality: 76, mozjpeg: true }).toBuffer();
}
