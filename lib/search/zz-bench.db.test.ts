import { it } from "vitest";
import { db } from "@/db/client";
import { buildBook } from "@/db/factories";
import { books } from "@/db/schema/catalog";
import { indexBooks } from "./commands";
import { listTopGenres, searchBooks } from "./queries";

import { readFileSync } from "node:fs";
const LINES=readFileSync("/work/shared/data/metadata/bookcrossing/BX_Books.csv","latin1").split("\n").slice(1).map(l=>l.split(/";"|","|;/).map(x=>x.replace(/^"|"$/g,""))).filter(l=>l.length>3&&l[1]);
process.stdout.write(`${LINES.length} lines ${JSON.stringify(LINES[5])}\n`);
it("bench", { timeout: 900000 }, async () => {
  const { workId } = await buildBook();
  for (let at = 0; at < 100; at++) {
    const rows = Array.from({ length: 1000 }, (_, i) => ({
      workId,
      sourceKey: `b:${at}:${i}`,
      title: Array.from({ length: 1 + r(6) }, zipf).join(" "),
      authors: [`${zipf()} ${zipf()}`],
      genres: [["Fiction", "Love", "Dark"][i%3]!],
      externalLinks: {},
    }));
    const ids = await db.insert(books).values(rows).$returningId();
    await db.transaction((tx) =>
      indexBooks(
        tx,
        ids.map((x) => x.id),
      ),
    );
  }
  const qs = [
    VOC[0]!,
    VOC[1]! + " " + VOC[5]!,
    VOC[100]!,
    "hary poter",
    "garcia marquez",
    "dostoyevski",
    "love",
    "lo",
    "the love of stone and the dark river night",
    "genre:fiction",
    "genre:love " + VOC[3],
    "xqzj",
  ];
  for (const q of qs) {
    await searchBooks({ q, limit: 20, offset: 0 });
    const t = performance.now();
    let total = 0;
    for (let i = 0; i < 5; i++) total = (await searchBooks({ q, limit: 20, offset: 0 })).total;
    process.stdout.write(`${q}: ${((performance.now() - t) / 5).toFixed(1)} ms (${total}) ${(await searchBooks({q,limit:3,offset:0})).hits.map(h=>h.book.title+'/'+h.book.authors+'/'+h.kind).join(' | ').slice(0,200)}\n`);
  }
  const t = performance.now();
  await listTopGenres(20);
  process.stdout.write(`genres ${performance.now() - t}\n`);
});
