import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { callsOf, readerOfApi, refused } from "@/app/api/reader.fixtures";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { bookProposals } from "@/db/schema/catalog";
import { env } from "@/lib/platform/env";

beforeAll(async () => {
  env().rateLimitFactor = 1_000;
  // The first account of a site becomes its admin, which is another matter.
  await buildUser();
});

async function moderator() {
  const reader = await readerOfApi();
  await db.update(users).set({ role: "moderator" }).where(eq(users.username, reader.username));
  return callsOf(reader);
}

type Field = { field: string; value: object; origin: object | null };
const fieldOf = (body: { fields: Field[] }, name: string) => body.fields.find(({ field }) => field === name);

describe("the fields of a book over the API", () => {
  it("are written, locked and taken back, with where they are from", async () => {
    const [ask, { isbn }] = [await moderator(), await buildBook({ languageCode: null })];
    const at = `/admin/book/${isbn}`;
    expect(await ask("PATCH", at, { language_code: "de", publication_date: "2004-03" })).toEqual({
      status: 200,
      body: { fields: expect.arrayContaining(["language_code", "publication_date"]) },
    });
    const read = await ask("GET", at);
    expect(read.body.book.isbn).toBe(isbn);
    expect(fieldOf(read.body, "language_code")).toMatchObject({
      value: { language_code: "de" },
      origin: { source: "person", is_locked: true },
    });
    expect(fieldOf(read.body, "publication_date")?.value).toEqual({
      ...{ publication_date: "2004-03", published_year: 2004 },
    });
    const change = read.body.changes.find(({ field }: Field) => field === "language_code");
    expect(change).toMatchObject({ kind: "edited", old_value: { language_code: null }, can_undo: true });

    expect(await ask("PUT", `${at}/fields/language_code/lock`, { is_locked: false })).toEqual({
      ...{ status: 200, body: { fields: ["language_code"] } },
    });
    expect((await ask("PUT", `${at}/fields/languageCode/lock`, { is_locked: false })).status).toBe(404);
    expect(await ask("POST", `${at}/changes/${change.id}/undo`)).toEqual(refused(409, "changed_since"));
    const [latest] = (await ask("GET", at)).body.changes;
    expect(await ask("POST", `${at}/changes/${latest.id}/undo`)).toMatchObject({ status: 200 });
    expect(await ask("POST", `${at}/changes/2000000000/undo`)).toEqual(refused(404, "change_not_found"));
  });

  it("are refused as the page refuses them", async () => {
    const [ask, one, other] = [await moderator(), await buildBook(), await buildBook()];
    const at = `/admin/book/${one.isbn}`;
    expect(await ask("PATCH", at, { isbn: other.isbn })).toEqual(refused(409, "isbn_taken"));
    expect(await ask("PATCH", at, { pages: 0 })).toEqual(refused(400, "invalid_input"));
    expect(await ask("PATCH", at, {})).toEqual({ status: 200, body: { fields: [] } });
    expect(await ask("PATCH", "/admin/book/local:2000000000", {})).toEqual(refused(404, "book_not_found"));
    expect(await ask("GET", "/admin/book/sea")).toEqual(refused(404, "book_not_found"));
    const reader = callsOf(await readerOfApi());
    expect(await reader("PATCH", at, { pages: 5 })).toEqual(refused(403, "forbidden"));
  });

  it("take what is proposed, or not", async () => {
    const [ask, { id: bookId, isbn }] = [await moderator(), await buildBook({ pages: null })];
    const proposal = { bookId, field: "pages", source: "dnb", confidence: 0.8, saidAt: new Date() };
    const [{ id } = { id: 0 }] = await db
      .insert(bookProposals)
      .values({ ...proposal, value: { pages: 321 }, valueHash: "1".repeat(64) })
      .$returningId();
    const listed = (await ask("GET", "/admin/books?limit=1")).body;
    expect(listed.books).toEqual([{ book: expect.objectContaining({ isbn }), proposals: 1 }]);
    const at = `/admin/book/${isbn}`;
    expect((await ask("GET", at)).body.proposals).toEqual([
      expect.objectContaining({ id, field: "pages", value: { pages: 321 }, source: "dnb" }),
    ]);
    const decide = (as: string) => ask("POST", `${at}/proposals/decide`, { proposal_ids: [id], as });
    const decided = { status: 200, body: { fields: ["pages"], proposal_ids: [id] } };
    expect(await decide("rejected")).toEqual(decided);
    expect(await decide("rejected")).toEqual(refused(409, "already_decided"));
    expect(await decide("proposed")).toEqual(decided);
    expect(await decide("accepted")).toEqual(decided);
    expect(fieldOf((await ask("GET", at)).body, "pages")?.value).toEqual({ pages: 321 });
  });
});

describe("books that are there twice, over the API", () => {
  async function twoBooks(ask: Awaited<ReturnType<typeof moderator>>) {
    const [one, other] = [await buildBook({ languageCode: "de" }), await buildBook({ languageCode: "en" })];
    const { body } = await ask("POST", "/admin/duplicates", { one: one.isbn, other: other.isbn });
    const at = `/admin/duplicates/${body.pair_id}`;
    return { one, other, at, pairId: body.pair_id, pair: (await ask("GET", at)).body };
  }

  it("are put side by side, merged with the fields that were chosen, and parted again", async () => {
    const ask = await moderator();
    const { one, other, at, pairId, pair } = await twoBooks(ask);
    expect(pair).toMatchObject({ id: pairId, state: "open", is_same_work: false });
    expect(pair.reasons).toContainEqual({ reason: "person" });
    expect(pair.fields).toContainEqual(
      expect.objectContaining({
        field: "language_code",
        values: [{ language_code: "de" }, { language_code: "en" }],
        is_different: true,
      }),
    );
    const found: number[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await ask("GET", `/admin/duplicates?show=${pair.kind}&limit=1&cursor=${cursor}`);
      found.push(...page.body.pairs.map(({ id }: { id: number }) => id));
      cursor = page.body.next_cursor;
    }
    expect(found.filter((id) => id === pairId)).toEqual([pairId]);

    const choice = { kept_id: one.id, take: ["language_code"] };
    expect(await ask("POST", `${at}/merge`, { ...choice, evidence: "0".repeat(64) })).toEqual(
      refused(409, "changed_since"),
    );
    expect(await ask("POST", `${at}/merge`, { ...choice, take: ["sea"], evidence: pair.evidence })).toEqual(
      refused(400, "invalid_input"),
    );
    const merged = await ask("POST", `${at}/merge`, { ...choice, evidence: pair.evidence });
    expect(merged).toEqual({ status: 200, body: { merge_id: expect.any(Number) } });
    expect((await ask("GET", `/book/${other.isbn}`)).body.isbn13).toBe(one.isbn13);
    expect((await ask("GET", `/book/${one.isbn}`)).body.language_code).toBe("en");
    expect(await ask("GET", at)).toEqual(refused(404, "pair_not_found"));

    const [latest] = (await ask("GET", "/admin/merges?limit=1")).body.merges;
    expect(latest).toMatchObject({ id: merged.body.merge_id, kind: "books", undone_at: null });
    expect((await ask("POST", `/admin/merges/${latest.id}/undo`)).status).toBe(204);
    expect(await ask("POST", `/admin/merges/${latest.id}/undo`)).toEqual(refused(409, "already_undone"));
    expect((await ask("GET", `/book/${other.isbn}`)).body.isbn13).toBe(other.isbn13);
    expect(await ask("POST", "/admin/merges/2000000000/undo")).toEqual(refused(404, "merge_not_found"));
  });

  it("are kept apart, taken up again and joined as editions of one work", async () => {
    const ask = await moderator();
    const { one, at, pairId, pair } = await twoBooks(ask);
    const evidence = { evidence: pair.evidence };
    expect((await ask("POST", `${at}/keep-apart`, evidence)).status).toBe(204);
    const [decided] = (await ask("GET", "/admin/duplicates?show=decided&limit=1")).body.pairs;
    expect(decided).toMatchObject({ id: pairId, state: "different", decided_by: expect.any(String) });
    expect((await ask("POST", `${at}/reopen`)).status).toBe(204);
    expect((await ask("POST", `${at}/join`, evidence)).body).toEqual({ merge_id: expect.any(Number) });
    expect(await ask("POST", `${at}/join`, evidence)).toEqual(refused(409, "same_work"));
    expect(await ask("POST", `${at}/reopen`)).toEqual(refused(409, "is_joined"));
    const both = { one: one.isbn, other: one.isbn };
    expect(await ask("POST", "/admin/duplicates", both)).toEqual(refused(409, "same_book"));
    expect(await ask("POST", "/admin/duplicates", { ...both, other: "sea" })).toEqual(refused(404, "book_not_found"));
    const reader = callsOf(await readerOfApi());
    expect(await reader("POST", `${at}/keep-apart`, evidence)).toEqual(refused(403, "forbidden"));
  });
});
