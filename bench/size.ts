/**
 * What a page weighs before it answers: the scripts that a browser loads first on the main pages, compressed, as the
 * manifests of the build name them. Fails where the scanner is over its budget. `--build <folder>` takes an older build.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import vm from "node:vm";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "../scripts/build.mjs";
import { option, report, table } from "./measure";

/** Of the scanner, before the camera opens, as the site itself compresses it. */
const BUDGET_BYTES = 200_000;

const PAGES = {
  "/": "(scanner)/page",
  "/library": "(main)/library/(collections)/page",
  "/book/[isbn]": "(main)/book/[isbn]/page",
  "/search": "(main)/search/page",
  "/history": "(main)/history/page",
};

/** As far as it is read here; Next writes one for each page. */
type ClientManifest = { entryJSFiles: Record<string, string[]> };

const directory = option("build") ?? (await build({ say: (line) => console.error(line) })).directory;
const next = path.join(directory, ".next");
const { rootMainFiles } = JSON.parse(readFileSync(path.join(next, "build-manifest.json"), "utf8")) as {
  rootMainFiles: string[];
};

/** The scripts of a page and of all around it. What stands in for a page that does not exist is not loaded with it. */
function scriptsOf(page: string): string[] {
  const site: { __RSC_MANIFEST?: Record<string, ClientManifest> } = {};
  const file = path.join(next, "server", "app", `${page}_client-reference-manifest.js`);
  vm.runInNewContext(readFileSync(file, "utf8"), { globalThis: site, self: site });
  const manifests = Object.values(site.__RSC_MANIFEST ?? {});
  const entries = manifests.flatMap(({ entryJSFiles }) => Object.entries(entryJSFiles));
  if (entries.length === 0) throw new Error(`${file} names no scripts`);
  const own = entries.flatMap(([entry, files]) => (entry.endsWith("/not-found") ? [] : files));
  return [...new Set([...rootMainFiles, ...own])];
}

const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;

const sizes = Object.entries(PAGES).map(([address, page]) => {
  const scripts = scriptsOf(page).map((file) => readFileSync(path.join(next, file)));
  const sum = (sizeOf: (script: Buffer) => number) => scripts.reduce((bytes, script) => bytes + sizeOf(script), 0);
  return {
    address,
    files: scripts.length,
    plain: sum((script) => script.length),
    gzip: sum((script) => gzipSync(script).length),
    brotli: sum((script) => brotliCompressSync(script).length),
  };
});

report(
  "bench:size",
  `Scripts that a browser loads first. The site itself compresses with gzip; a proxy before it may use brotli. Budget of the scanner: ${kilobytes(BUDGET_BYTES)} with gzip.

${table(
  ["page", "files", "plain", "gzip", "brotli"],
  sizes.map(({ address, files, plain, gzip, brotli }) => [
    address,
    files,
    kilobytes(plain),
    kilobytes(gzip),
    kilobytes(brotli),
  ]),
)}`,
);
if ((sizes[0]?.gzip ?? Number.POSITIVE_INFINITY) > BUDGET_BYTES) process.exitCode = 1;
