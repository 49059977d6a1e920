import { describe, expect, it } from "vitest";
import { coverEncoder } from "./adapters/cover-encoder";
import { addToIndex, embedCover } from "./commands";
import { buildCover } from "./covers.fixtures";
import { listCoversWithoutEmbedding } from "./queries";

describe("addToIndex", () => {
  it("names what is wrong, and is done when the cover is in already", async () => {
    const { book } = await buildCover();
    expect(await addToIndex("978-0-306-40615-8")).toMatchObject({ reason: "not_an_isbn" });
    expect(await addToIndex("9780804429573")).toMatchObject({ reason: "cover_not_found" });
    expect((await addToIndex(book.isbn)).ok).toBe(true);
    expect((await addToIndex(book.isbn)).ok).toBe(true);
  });

  it("makes one vector of five requests for the same cover", async () => {
    const { coverId } = await buildCover();
    const { modelId } = await coverEncoder();
    expect(await listCoversWithoutEmbedding(modelId, 1_000)).toContain(coverId);
    const results = await Promise.all(Array.from({ length: 5 }, () => embedCover(coverId)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await listCoversWithoutEmbedding(modelId, 1_000)).not.toContain(coverId);
  });
});
