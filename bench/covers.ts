/**
 * How fast real covers of ../shared/data come in and are learned: stored by `etl:covers` from a folder, then their vectors
 * and their local features as `etl:index` makes them (`--covers N`).
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { checkDigit13 } from "../lib/catalog/rules";
import { startServices } from "../scripts/services.mjs";
import { createTemporaryDataDir } from "../scripts/temporary.mjs";
import { galleryCovers, hasSharedData } from "./gallery";
import { option, report, table } from "./measure";

const COVERS = Number(option("covers") ?? 1_000);

type Learned = { model: string; vectors: number; vectorsMs: number; features: number; featuresMs: number };

async function measure(dir: string): Promise<void> {
  const services = await startServices({
    dataDir: dir,
    settings: { database: { name: "ridizi", user: "ridizi" } },
    isTest: true,
  });
  try {
    const env = {
      ...{ ...process.env, ...services.env, DATA_DIR: dir, LOG_LEVEL: "silent" },
      MODELS_DIR: path.resolve("data/models"),
    };
    const run = (script: string, args: string[]) => {
      const startedAt = performance.now();
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ["--import", "tsx", "--conditions=react-server", script, ...args],
        { env, encoding: "utf8" },
      );
      if (status !== 0) throw new Error(`${script} ended with ${status}: ${(stderr || stdout).slice(-500)}`);
      return { out: stdout.trim().split("\n").at(-1) ?? "", ms: performance.now() - startedAt };
    };
    const { csv, covers, count } = prepareFiles(dir);
    run("scripts/migrate.ts", []);
    run("scripts/etl-import.ts", ["--csv", csv, "--json"]);
    const stored = run("scripts/etl-covers.ts", ["--covers", covers, "--json"]);
    const { imported = 0 } = JSON.parse(stored.out) as { imported?: number };
    const learned = JSON.parse(run("bench/covers-learned.ts", []).out) as Learned;
    const rate = (made: number, ms: number) => `${((made * 1_000) / ms).toFixed(0)} covers/s`;
    report(
      "bench:covers",
      [
        `Model ${learned.model}, ${count.toLocaleString("en")} real covers.`,
        table(
          ["step", "covers", "rate"],
          [
            ["`etl:covers`, the whole command", imported, rate(imported, stored.ms)],
            ["vectors, as `etl:index` makes them", learned.vectors, rate(learned.vectors, learned.vectorsMs)],
            ["local features, likewise", learned.features, rate(learned.features, learned.featuresMs)],
          ],
        ),
      ].join("\n\n"),
    );
  } finally {
    await services.stop();
  }
}

/** Covers under made-up ISBNs, and a table of books that have these. */
function prepareFiles(dir: string) {
  const covers = path.join(dir, "named-by-isbn");
  mkdirSync(covers);
  const chosen = galleryCovers().slice(0, COVERS);
  const rows = chosen.map(({ file }, at) => {
    const twelve = `9799${String(at).padStart(8, "0")}`;
    const isbn = twelve + checkDigit13(twelve);
    copyFileSync(path.resolve("../shared/data", file), path.join(covers, `${isbn}${path.extname(file)}`));
    return `Book ${at},Writer ${at},${isbn}`;
  });
  const csv = path.join(dir, "books.csv");
  writeFileSync(csv, `title,authors,isbn13\n${rows.join("\n")}\n`);
  return { csv, covers, count: rows.length };
}

if (hasSharedData()) {
  const { dir, remove } = await createTemporaryDataDir("bench-covers");
  await measure(dir).finally(remove);
} else console.log("bench:covers: skipped, since ../shared/data is not there");
