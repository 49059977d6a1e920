// Draws every app icon from one drawing. Run it after a change and commit what it writes: node scripts/draw-icons.mjs
import { mkdir, writeFile } from "node:fs/promises";
import sharp from "sharp";

const CLOTH = "#0c3c2e";
const BRASS = "#f5b80a";
const PAPER = "#f3faf6";

// The same paths as in components/layout/logo.tsx, on a grid of 64.
const FRAME = "M8 20v-6a6 6 0 0 1 6-6h6M44 8h6a6 6 0 0 1 6 6v6M56 44v6a6 6 0 0 1-6 6h-6M20 56h-6a6 6 0 0 1-6-6v-6";
const LETTER = "M21 17h13.5a9.5 9.5 0 0 1 5.6 17.2L45 48.5 32.6 40.6 21 48.5ZM28.5 23.4v6.2h5.6a3.1 3.1 0 0 0 0-6.2Z";

const mark = `<path d="${FRAME}" fill="none" stroke="${BRASS}" stroke-width="5.5" stroke-linecap="round"/><path d="${LETTER}" fill="${PAPER}" fill-rule="evenodd"/>`;

/** `scale` is the share of the edge that the mark takes; `radius` rounds the cloth (in units of 64). */
function icon({ scale, radius }) {
  const offset = 32 - 32 * scale;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><title>Ridizi</title><rect width="64" height="64" rx="${radius}" fill="${CLOTH}"/><g transform="translate(${offset} ${offset}) scale(${scale})">${mark}</g></svg>\n`;
}

// A launcher may cut a maskable icon to a circle of 80 % of the edge; iOS rounds the square itself.
const any = icon({ scale: 0.84, radius: 14 });
const maskable = icon({ scale: 0.62, radius: 0 });
const apple = icon({ scale: 0.76, radius: 0 });

async function png(svg, size, path) {
  await sharp(Buffer.from(svg), { density: (72 * size) / 64 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(path);
  console.log(`${path} ${size}×${size}`);
}

/** An .ico that holds PNGs, which every browser reads; only for those that ask for /favicon.ico unbidden. */
async function ico(svg, sizes, path) {
  const images = await Promise.all(
    sizes.map((size) =>
      sharp(Buffer.from(svg), { density: (72 * size) / 64 })
        .resize(size, size)
        .png()
        .toBuffer(),
    ),
  );
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  let offset = header.length;
  images.forEach((image, index) => {
    const entry = 6 + 16 * index;
    header.writeUInt8(sizes[index], entry);
    header.writeUInt8(sizes[index], entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(image.length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += image.length;
  });
  await writeFile(path, Buffer.concat([header, ...images]));
  console.log(`${path} ${sizes.join(", ")}`);
}

await mkdir("public/icons", { recursive: true });
await writeFile("app/icon.svg", any);
await png(any, 192, "public/icons/icon-192.png");
await png(any, 512, "public/icons/icon-512.png");
await png(maskable, 192, "public/icons/maskable-192.png");
await png(maskable, 512, "public/icons/maskable-512.png");
await png(apple, 180, "app/apple-icon.png");
await ico(any, [16, 32, 48], "app/favicon.ico");
