/**
 * Fills the catalogue of a bench up to a number of covers: rows as the product writes them, with made-up titles, and
 * the vectors of the real covers of ../shared/data where they are there, then synthetic ones; and a snapshot of the
 * index. Run by site.mjs. Only the demo catalogue has picture files.
 */
import { createHash } from "node:crypto";
import { max } from "drizzle-orm";
import { closeDatabase, db } from "@/db/client";
import { books, works } from "@/db/schema/catalog";
import { covers, embeddings, localFeatures, sequences } from "@/db/schema/covers";
import { checkDigit13 } from "@/lib/catalog/rules";
import { snapshotDetails } from "@/lib/covers/features/commands";
import { packFeatures } from "@/lib/covers/features/rules";
import { EXTRACTOR, type LocalFeatures } from "@/lib/covers/features/schema";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { snapshotIndex } from "@/lib/covers/vectors/index/commands";
import { countEmbeddings, listEmbeddingChanges } from "@/lib/covers/vectors/queries";
import { toBlob } from "@/lib/covers/vectors/rules";
import { redis } from "@/lib/platform/redis";
import { putFile } from "@/lib/platform/storage";
import { realFeatures } from "./real-features";
import { realVectors } from "./real-vectors";
import { syntheticFeatures, syntheticVectors } from "./synthetic";

const BATCH = 500;
const WORDS = "amber harbour winter garden letter silver river night clock island paper stone glass north".split(" ");

const wanted = Number(process.argv[2] ?? 0);
const { modelId } = await coverEncoder();
const present = await countEmbeddings(modelId);
const own = (await listEmbeddingChanges(modelId, 0, present)).flatMap(({ vector }) => vector ?? []);
const missing = Math.max(0, wanted - present);
const real = await realVectors();
const realDetails = await realFeatures();
const features = [
  ...realDetails.slice(0, missing),
  ...syntheticFeatures(Math.max(0, missing - realDetails.length), realDetails),
];
const vectors = [...real.slice(0, missing), ...syntheticVectors(Math.max(0, missing - real.length), [...own, ...real])];

const [lastWork] = await db.select({ id: max(works.id) }).from(works);
const [lastBook] = await db.select({ id: max(books.id) }).from(books);
const [lastCover] = await db.select({ id: max(covers.id) }).from(covers);
const [lastFeatures] = await db.select({ seq: max(localFeatures.seq) }).from(localFeatures);
const [lastEmbedding] = await db.select({ seq: max(embeddings.seq) }).from(embeddings);

const titleOf = (at: number) =>
  [at, at >> 4, at >> 8]
    .map((n) => WORDS[n % WORDS.length])
    .join(" ")
    .replace(/^./, (letter) => letter.toUpperCase());

for (let start = 0; start < vectors.length; start += BATCH) {
  const rows = vectors.slice(start, start + BATCH).map((vector, offset) => {
    const at = start + offset + 1;
    // 979-9 is far from the ISBNs of the demo catalogue.
    const twelve = `9799${String(at).padStart(8, "0")}`;
    return {
      work: { id: (lastWork?.id ?? 0) + at, workKey: `bench:${at}`, title: titleOf(at) },
      book: {
        id: (lastBook?.id ?? 0) + at,
        workId: (lastWork?.id ?? 0) + at,
        isbn13: twelve + checkDigit13(twelve),
        title: titleOf(at),
        authors: [`${WORDS[at % 11]} ${WORDS[at % 13]}`],
        genres: ["Fiction"],
        externalLinks: {},
        publishedYear: 1950 + (at % 70),
        languageCode: "en",
      },
      cover: {
        id: (lastCover?.id ?? 0) + at,
        bookId: (lastBook?.id ?? 0) + at,
        source: "import" as const,
        sha256: createHash("sha256").update(`bench ${at}`).digest("hex"),
        mime: "image/jpeg",
        width: 400,
        height: 600,
        bytes: 40_000,
        isPrimary: true,
      },
      embedding: {
        coverId: (lastCover?.id ?? 0) + at,
        model: modelId.model,
        modelVersion: modelId.version,
        seq: (lastEmbedding?.seq ?? 0) + at,
        vector: toBlob(vector),
      },
      details: {
        coverId: (lastCover?.id ?? 0) + at,
        extractor: EXTRACTOR,
        seq: (lastFeatures?.seq ?? 0) + at,
        features: features[at - 1] ? packFeatures(features[at - 1] as LocalFeatures) : null,
      },
    };
  });
  await db.transaction(async (tx) => {
    await tx.insert(works).values(rows.map(({ work }) => work));
    await tx.insert(books).values(rows.map(({ book }) => book));
    await tx.insert(covers).values(rows.map(({ cover }) => cover));
    await tx.insert(embeddings).values(rows.map(({ embedding }) => embedding));
    await tx.insert(localFeatures).values(rows.map(({ details }) => details));
    for (const [name, value] of [
      ["embeddings", rows.at(-1)?.embedding.seq],
      ["features", rows.at(-1)?.details.seq],
    ] as const)
      await tx
        .insert(sequences)
        .values({ name, value: value ?? 0 })
        .onDuplicateKeyUpdate({ set: { value: value ?? 0 } });
  });
  if (start % 10_000 === 0) console.error(`fill ${start}/${vectors.length}`);
}

await snapshotDetails({ always: true });
const startedAt = performance.now();
const snapshot = await snapshotIndex({ always: true });
if (snapshot.ok) {
  const buildMs = Math.round(performance.now() - startedAt);
  await putFile("index/bench.json", Buffer.from(JSON.stringify({ buildMs, covers: snapshot.size })));
}
redis().disconnect();
await closeDatabase();
