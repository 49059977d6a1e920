import { describe, expect, it } from "vitest";
import { coverKey, oneABook, sniffFormat } from "./rules";

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));
const ftyp = (brands: string) => bytes([0, 0, 0, 24 + brands.length], "ftyp", brands);
const BOM = [0xef, 0xbb, 0xbf];

describe("sniffFormat", () => {
  it.each([
    ["a JPEG", bytes([0xff, 0xd8, 0xff, 0xe0], "\0\x10JFIF"), "jpeg"],
    ["a JPEG of a camera", bytes([0xff, 0xd8, 0xff, 0xe1], "..Exif"), "jpeg"],
    ["a PNG", bytes([0x89], "PNG\r\n\x1a\n"), "png"],
    ["a WebP", bytes("RIFF", [1, 2, 3, 4], "WEBPVP8 "), "webp"],
    ["a GIF 87a", bytes("GIF87a"), "gif"],
    ["a GIF 89a", bytes("GIF89a"), "gif"],
    ["an AVIF", ftyp("avif\0\0\0\0avifmif1miaf"), "avif"],
    ["an AVIF sequence", ftyp("avis\0\0\0\0avismsf1"), "avif"],
    ["an AVIF that says mif1 first", ftyp("mif1\0\0\0\0mif1avif"), "avif"],
    ["a HEIC of an iPhone", ftyp("heic\0\0\0\0mif1heic"), "heic"],
    ["a HEIC of an iPhone, newer", ftyp("heic\0\0\0\0mif1MiHBMiHEMiPrmiafheictmap"), "heic"],
    ["a HEIC of Android", ftyp("mif1\0\0\0\0mif1heic"), "heic"],
    ["a HEIX of Canon", ftyp("heix\0\0\0\0mif1heix"), "heic"],
    ["a HEIC burst", ftyp("hevc\0\0\0\0msf1hevcheic"), "heic"],
    ["an SVG", bytes("<svg xmlns='http://www.w3.org/2000/svg'/>"), "svg"],
    ["an SVG with everything before it", bytes(BOM, ' \n<?xml version="1.0"?>\n<!-- a --> <!-- b -->\n<svg\n>'), "svg"],
    [
      "an SVG with a doctype",
      bytes('<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "svg11.dtd"><svg>'),
      "svg",
    ],
    ["an SVG in capitals", bytes("<SVG>"), "svg"],
    ["HTML", bytes("<!DOCTYPE html><html><svg></svg>"), undefined],
    ["HTML with a comment before it", bytes("<!-- <svg> --><html>"), undefined],
    ["another tag", bytes("<svgs>"), undefined],
    ["a PDF", bytes("%PDF-1.7"), undefined],
    ["a zip", bytes("PK\x03\x04"), undefined],
    ["a BMP", bytes("BM\0\0\0\0"), undefined],
    ["a TIFF", bytes("II*\0"), undefined],
    ["JPEG XL", bytes([0xff, 0x0a]), undefined],
    ["an MP4", ftyp("isom\0\0\x02\0isomiso2avc1mp41"), undefined],
    ["a WAV", bytes("RIFF", [1, 2, 3, 4], "WAVEfmt "), undefined],
    ["a script", bytes("#!/bin/sh\n"), undefined],
    ["nothing", bytes(), undefined],
    ["half a signature", bytes([0xff, 0xd8]), undefined],
    ["zeros", bytes([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), undefined],
  ])("names %s by its bytes", (_, content, format) => {
    expect(sniffFormat(content)).toBe(format);
  });

  it("answers at once for text that is made to confuse it", () => {
    const startedAt = performance.now();
    for (const text of ["<!---->".repeat(70), `<?xml${"?".repeat(500)}`, "<!--".repeat(128), " ".repeat(600)])
      expect(sniffFormat(bytes(`${text}x`))).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(200);
  });
});

describe("coverKey", () => {
  it("gives each size of a picture a place of its own", () => {
    const sha256 = "ab".repeat(32);
    expect(coverKey(sha256)).toBe(`covers/ab/${sha256}.jpg`);
    expect(new Set([coverKey(sha256), coverKey(sha256, "thumb"), coverKey(sha256, "page")]).size).toBe(3);
  });
});

describe("oneABook", () => {
  const rows = [
    { label: 1, coverId: 11, bookId: 7 },
    { label: 2, coverId: 12, bookId: 7 },
    { label: 3, coverId: 13, bookId: 8 },
    { label: 4, coverId: 14, bookId: 9 },
  ];
  const found = [5, 2, 3, 1, 4].map((label, at) => ({ label, score: at }));

  it("takes the best cover of each book in the order of the index, and nothing that is gone", () => {
    expect(oneABook(found, rows, 2)).toEqual([
      { coverId: 12, bookId: 7, score: 1 },
      { coverId: 13, bookId: 8, score: 2 },
    ]);
    expect(oneABook(found, rows, 9).map(({ bookId }) => bookId)).toEqual([7, 8, 9]);
  });
});
