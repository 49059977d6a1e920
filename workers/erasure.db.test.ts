import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { db } from "@/db/client";
import { buildBook, buildUser } from "@/db/factories";
import { apiKeys, auditLog, identities, letters, passkeys, sessions, users } from "@/db/schema/accounts";
import { bookChanges, books, userAddedBooks } from "@/db/schema/catalog";
import { covers, embeddings, localFeatures, pendingCovers, spareCovers } from "@/db/schema/covers";
import { duplicatePairs, merges } from "@/db/schema/duplicates";
import { outbox } from "@/db/schema/events";
import { appLogs } from "@/db/schema/ops";
import { pendingBooks, scanFeedback, scanLogs, scanPhotos } from "@/db/schema/scans";
import { attemptSignIn } from "@/lib/accounts/attempts/commands";
import { verifyAudit } from "@/lib/accounts/audit/queries";
import { createAccount } from "@/lib/accounts/commands";
import { cancelErasure, requestErasure } from "@/lib/accounts/erasure/commands";
import { findLeaver } from "@/lib/accounts/erasure/queries";
import { createKey } from "@/lib/accounts/keys/commands";
import { getKeyCaller } from "@/lib/accounts/keys/queries";
import { deliverTo } from "@/lib/accounts/letters/letterbox.fixtures";
import type { Actor } from "@/lib/accounts/schema";
import { beginSession } from "@/lib/accounts/sessions/commands";
import { getSession } from "@/lib/accounts/sessions/queries";
import { noteAsking } from "@/lib/accounts/signals/commands";
import { decideProposals, editBook, enrichBook } from "@/lib/catalog/provenance/commands";
import { getCuratedBook } from "@/lib/catalog/provenance/queries";
import { decideSpare, keepOwnPhoto, setCoverAside } from "@/lib/covers/choice/commands";
import { getCoverChoice } from "@/lib/covers/choice/queries";
import { addCover } from "@/lib/covers/commands";
import { extractCoverFeatures } from "@/lib/covers/features/commands";
import { renewSnapshots } from "@/lib/covers/own/commands";
import { getPrimaryCover, readCoverFile } from "@/lib/covers/queries";
import { coverKey } from "@/lib/covers/rules";
import { COVER_SIZES } from "@/lib/covers/schema";
import type { Corners } from "@/lib/covers/straightening/schema";
import { embedCover } from "@/lib/covers/vectors/commands";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { snapshotIndex } from "@/lib/covers/vectors/index/commands";
import { comparePair } from "@/lib/duplicates/commands";
import { mergePair } from "@/lib/duplicates/merging/commands";
import { getComparedPair } from "@/lib/duplicates/queries";
import { enqueue } from "@/lib/jobs/commands";
import { defineJob } from "@/lib/jobs/schema";
import { addBook, createCollection } from "@/lib/library/commands";
import { deleteCollection } from "@/lib/library/deleting/commands";
import { noteGivenUpJob } from "@/lib/ops/commands";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { takeFrom } from "@/lib/platform/rate-limit";
import { keepOnce } from "@/lib/platform/single-use";
import { eraseDueAccounts } from "@/lib/privacy/erasure/commands";
import { type Needles, searchEverywhere } from "@/lib/privacy/erasure/everywhere.fixtures";
import { makeExport, requestExport } from "@/lib/privacy/exports/commands";
import { saveReview, setProgress } from "@/lib/reading/commands";
import { addQuote } from "@/lib/reading/quotes/commands";
import { logScan } from "@/lib/scans/commands";
import { giveFeedback } from "@/lib/scans/feedback/commands";
import { giveFeedbackInput } from "@/lib/scans/feedback/schema";
import { acceptFeedback, closeFeedback } from "@/lib/scans/moderation/commands";
import { drawView } from "@/lib/scans/moderation/queries";
import { addPicture, askForIsbn, askForTitle, typeBook } from "@/lib/scans/pending/commands";
import { typedBook } from "@/lib/scans/pending/schema";
import { relayBatch } from "./relay";

/** Ids from here on are like no other number, so that one can be searched for as text. */
const ID_FIRST = 918_273_645;
const DAY_MS = 24 * 60 * 60_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

const CORNERS: Corners = [
  [0.05, 0.05],
  [0.95, 0.05],
  [0.95, 0.95],
  [0.05, 0.95],
];

/** What the person writes, each word like no other. */
const WORDS = {
  collection: "Vellichorshelf",
  deleted: "Apricitydrawer",
  review: "quillfeatherdoubts",
  quote: "marginaliawhisper",
  note: "kumquatmarmalade",
  wish: "Xylographicaobscura",
  typed: "Zwischenblattkunde",
  key: "brimstonereader",
  device: "Farbklangbrowser",
  passkey: "mothwingtelefon",
  identity: "elsewheresubject",
};

/**
 * Events and jobs that cleared something away carry its random id alone, of which nothing else is left; they go as all of
 * their kind do, within a day or a week.
 */
const LEADS_NOWHERE =
  /^(?:(?:waiting|accepted)Photo|exportId) in (?:outbox\.payload|Redis ridizi:default:(?:events$|.*-(?:scans\.clear_photo|privacy\.make_export)$))/;

const source = { address: "203.0.113.77", deviceCookie: undefined };
const photo = async () =>
  sharp(await newPicture())
    .resize({ width: 800 })
    .jpeg()
    .toBuffer();

beforeAll(async () => {
  await db.execute(sql.raw(`alter table users auto_increment = ${ID_FIRST}`));
});

async function must<Value extends { ok: boolean }>(work: Promise<Value>): Promise<Extract<Value, { ok: true }>> {
  const result = await work;
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<Value, { ok: true }>;
}

/** A scan of the reader's with a photo that is kept. */
async function scanWithPhoto(reader: Actor, bookId: number, isbn: string, note = WORDS.note) {
  const requestId = newId();
  await logScan({ requestId, kind: "cover", status: "match", userId: reader.id, bookId });
  const input = giveFeedbackInput.parse({ requestId, verdict: "confirmed", rightIsbn: isbn, note });
  await must(giveFeedback(reader, input, await photo()));
  const [row] = await db
    .select({ feedbackId: scanFeedback.id, photoId: scanPhotos.id })
    .from(scanFeedback)
    .innerJoin(scanLogs, eq(scanLogs.id, scanFeedback.scanId))
    .innerJoin(scanPhotos, eq(scanPhotos.feedbackId, scanFeedback.id))
    .where(eq(scanLogs.requestId, requestId));
  if (!row) throw new Error("no photo was kept");
  return { requestId, ...row };
}

/** Vectors, features and smaller pictures of a cover, as jobs make them. */
async function learn(coverId: number, sha256: string): Promise<void> {
  await embedCover(coverId);
  await extractCoverFeatures(coverId);
  for (const size of COVER_SIZES) await readCoverFile(sha256, size);
}

/** Lets one reader do everything that a reader can do, by the commands of the product. */
async function liveALife() {
  const other = await buildUser({ role: "moderator", username: `keeper-${newId().slice(0, 8)}` });
  const name = `brindlewood-${newId().slice(0, 6)}`;
  const email = `${name}.letters@post.example`;
  const { actor } = await must(createAccount({ username: name, email, password: "four words in a row" }, "user"));
  // A site in development writes its letters into a folder.
  expect(await deliverTo(email)).toHaveLength(1);
  await db.update(users).set({ emailVerifiedAt: new Date() }).where(eq(users.id, actor.id));
  const browser = await beginSession(actor.id, { kind: "browser", device: WORDS.device, address: source.address });
  const token = await beginSession(actor.id, { kind: "token", device: WORDS.device, address: source.address });
  await attemptSignIn({ username: name, password: "not the password" }, source);
  await takeFrom({ name: "action", max: 5, windowMs: 60_000 }, `user-${actor.id}`);
  await noteAsking(`account-${actor.id}`);
  await keepOnce({ name: "test", seconds: 600 }, { userId: actor.id });
  const { key } = await must(createKey(actor, { name: WORDS.key, scopes: [], expiresInDays: 30 }));
  await insertWaysIn(actor.id, email);

  const { collection } = await must(createCollection(actor, { name: WORDS.collection, icon: "🦉" }));
  const [book, scanned, pictured] = [await buildBook(), await buildBook(), await buildBook()];
  await must(addBook(actor, { collectionId: collection.id, isbn: book.isbn }));
  const { collection: deleted } = await must(createCollection(actor, { name: WORDS.deleted, icon: "🦉" }));
  await must(addBook(actor, { collectionId: deleted.id, isbn: book.isbn }));
  await must(deleteCollection(actor, { collectionId: deleted.id }));
  await db.insert(userAddedBooks).values({ userId: actor.id, bookId: book.id });

  const waiting = await scanWithPhoto(actor, scanned.id, scanned.isbn);
  const accepted = await scanWithPhoto(actor, scanned.id, scanned.isbn);
  const drawn = await must(Promise.resolve(await drawView(accepted.feedbackId, CORNERS)));
  const { coverId: viewId } = await must(
    acceptFeedback(other, { feedbackId: accepted.feedbackId, corners: CORNERS, sha256: drawn.view.sha256 }),
  );
  await learn(viewId, drawn.view.sha256);

  const wished = await must(askForTitle(actor, { title: WORDS.wish, author: null, collectionId: collection.id }));
  // With that goes what was asked for, which nobody else wants; the file of the picture must not outlive it.
  await must(addPicture(actor, wished.id, await photo(), CORNERS));
  await must(askForIsbn(actor, { isbn13: "9780306406157", collectionId: collection.id }));
  await db.update(pendingBooks).set({ state: "unknown" }).where(eq(pendingBooks.isbn, "9780306406157"));
  await must(typeBook(actor, { id: "9780306406157", book: typedBook.parse({ title: WORDS.typed }) }));

  // One that waits, and one that a moderator took and that stands for the book.
  await must(keepOwnPhoto(actor, pictured.id, await photo(), CORNERS));
  await must(keepOwnPhoto(actor, book.id, await photo(), CORNERS));
  const [spare] = (await getCoverChoice(book.id)).spare;
  await must(decideSpare(other, { bookId: book.id, spareId: spare?.id ?? 0, as: "shown" }));
  const shown = await getPrimaryCover({ bookId: book.id });
  if (!shown) throw new Error("no cover stands for the book");
  await learn(shown.id, shown.sha256);
  await snapshotIndex({ always: true });

  await db.update(users).set({ role: "moderator" }).where(eq(users.id, actor.id));
  const curator: Actor = { ...actor, role: "moderator" };
  await curate(curator, book.id);
  const { gone, kept } = await mergeWithOwnPicture(curator, other);
  const moderated = await scanWithPhoto(other, scanned.id, scanned.isbn, "not the person's");
  await must(closeFeedback(curator, { feedbackId: moderated.feedbackId, as: "dismissed" }));

  const { exportId } = await must(requestExport(curator));
  await must(makeExport(exportId));
  await noteGivenUpJob({
    queue: "default",
    id: "1",
    name: "test",
    payload: { userId: actor.id },
    attempts: 1,
    reason: name,
  });
  await db.insert(appLogs).values({ level: "error", message: `${email} was refused`, context: { name } });
  await enqueue(defineJob("test.of_person", z.object({ userId: z.int() })), { userId: actor.id }, "of-the-person");
  while ((await relayBatch()) > 0);

  const spares = await db
    .select({ sha256: spareCovers.sha256 })
    .from(spareCovers)
    .where(eq(spareCovers.userId, actor.id));
  const asked = await db
    .select({ sha256: pendingCovers.sha256 })
    .from(pendingCovers)
    .where(eq(pendingCovers.userId, actor.id));
  expect(asked).toHaveLength(1);
  const own = await db.select({ sha256: covers.sha256 }).from(covers).where(eq(covers.userId, actor.id));
  const pictures = [...new Set([drawn.view.sha256, ...[...spares, ...asked, ...own].map(({ sha256 }) => sha256)])];
  const needles: Needles = {
    ...WORDS,
    ...{ id: String(actor.id), name, email, browser: browser.id, token: token.id, exportId },
    ...{ waitingPhoto: waiting.photoId, acceptedPhoto: accepted.photoId },
    ...Object.fromEntries(pictures.map((sha256, at) => [`picture ${at}`, sha256])),
  };
  return { actor: curator, browser, key, needles, book, scanned, kept, gone, viewId, shownId: shown.id };
}

async function insertWaysIn(userId: number, email: string): Promise<void> {
  await db.insert(passkeys).values({
    ...{ id: newId(), userId, name: WORDS.passkey, credentialId: "c", credentialHash: "h".repeat(64), publicKey: "p" },
    ...{ counter: 0, transports: [], userHandle: "u", isSynced: false },
  });
  await db.insert(identities).values({
    ...{ userId, issuer: "https://id.example", subject: WORDS.identity, hash: "i".repeat(64), name: WORDS.identity },
  });
  // Nobody has looked yet whose address it is.
  await db
    .insert(letters)
    .values({ id: newId(), kind: "reset_password", userId: null, address: email, expiresAt: inDays(30) });
}

async function curate(curator: Actor, bookId: number): Promise<void> {
  await must(editBook(curator, { bookId, fields: { pages: 77 } }));
  const [row] = await db.select().from(books).where(eq(books.id, bookId));
  const record = {
    ...{ title: "Another title", subtitle: null, authors: [], isbn13: row?.isbn13 ?? null, isbn10: null },
    ...{ pages: null, publicationDate: null, publishedYear: null, publisher: null, languageCode: null },
    ...{ description: null, genres: [], averageRating: null, ratingsCount: null, series: [], identifiers: {} },
    ...{ workKey: null, coverUrls: [], kind: "book" },
  };
  await enrichBook({ bookId, record: record as never, by: { source: "dnb", confidence: 0.9 }, at: new Date() });
  const [proposal] = (await getCuratedBook({ bookId }))?.proposals ?? [];
  if (proposal) await must(decideProposals(curator, { bookId, proposalIds: [proposal.id], as: "rejected" }));
}

/** Two books that have one picture, which the curator brought to both: the merge keeps the row of the double for its undo. */
async function mergeWithOwnPicture(curator: Actor, other: Actor) {
  const common = { title: `The Sea ${newId()}`, authors: ["Iris Murdoch"], publishedYear: 1978 };
  const kept = await buildBook(common);
  const gone = await buildBook({ ...common, isbn10: null, isbn13: null });
  const bytes = await photo();
  for (const { id } of [kept, gone]) await must(keepOwnPhoto(curator, id, bytes, CORNERS));
  await must(addCover(kept.id, "import", await newPicture()));
  const [aside] = (await getCoverChoice(kept.id)).used.filter(({ source: of }) => of === "upload");
  // Of both the reader says something, of which the merge makes one and keeps the other.
  for (const isbn of [kept.isbn, gone.isbn]) {
    await must(setProgress(curator, { isbn, percent: 40, day: "2024-05-01" }));
    await must(saveReview(curator, { isbn, review: WORDS.review, hasSpoilers: false, visibility: "public" }));
    await must(addQuote(curator, { isbn, kind: "note", text: WORDS.quote, page: 7 }));
  }
  const { pairId } = await must(comparePair(curator, { one: `local:${kept.id}`, other: `local:${gone.id}` }));
  const pair = await getComparedPair(pairId);
  await must(
    mergePair(curator, { pairId, evidence: pair?.evidence ?? "", keptId: kept.id, take: [], takesCover: false }),
  );
  if (aside) await must(setCoverAside(other, { bookId: kept.id, coverId: aside.id }));
  return { kept, gone };
}

describe("erasing an account", () => {
  it("leaves nothing of a person who did everything: in no table, no file, no key of Redis, no index", async () => {
    const { actor, browser, key, needles, book, kept, viewId, shownId } = await liveALife();
    // The search finds what is there to be found, in all three places.
    const before = await searchEverywhere(needles);
    for (const name of Object.keys(needles))
      expect([name, before.some((found) => found.startsWith(`${name} in `))]).toEqual([name, true]);
    expect(before.some((found) => found.includes("in Redis "))).toBe(true);
    expect(before.some((found) => found.includes("in exports/"))).toBe(true);
    expect(before.some((found) => found.includes("in mail/"))).toBe(true);
    const [merge] = await db.select().from(merges);
    expect(JSON.stringify(merge?.before)).toContain(String(actor.id));

    const { dueAt } = await must(requestErasure(actor, browser.id));
    expect(dueAt.getTime()).toBeGreaterThan(inDays(6.9).getTime());
    expect((await deliverTo(needles.email ?? "")).join("")).toContain("Your account for Ridizi will be deleted");
    // For a week nothing works and nobody sees the name; nothing is lost either.
    expect(await getSession(browser.id, new Date())).toBeUndefined();
    expect(await getKeyCaller(key, new Date())).toBeUndefined();
    expect(await findLeaver(browser.id, new Date())).toMatchObject({ userId: actor.id });
    expect((await getCuratedBook({ bookId: book.id }))?.changes.map(({ person }) => person)).toEqual([null]);
    expect(await eraseDueAccounts(inDays(6.9))).toBe(0);
    expect(await db.$count(users, eq(users.id, actor.id))).toBe(1);

    const [account] = await db.select({ ref: users.auditRef }).from(users).where(eq(users.id, actor.id));
    expect(await eraseDueAccounts(inDays(7.1))).toBe(1);
    while ((await relayBatch()) > 0);
    await renewSnapshots();
    expect((await searchEverywhere(needles)).filter((found) => !LEADS_NOWHERE.test(found))).toEqual([]);

    // What others rely on is as it was, but for the name.
    expect(await db.select().from(bookChanges).where(eq(bookChanges.bookId, book.id))).toMatchObject([
      { field: "pages", userId: null },
    ]);
    expect((await db.select().from(books).where(eq(books.id, book.id)))[0]).toMatchObject({ pages: 77 });
    expect(await db.select({ by: duplicatePairs.decidedById }).from(duplicatePairs)).not.toContainEqual({
      by: actor.id,
    });
    expect(await db.select({ userId: merges.userId }).from(merges)).toEqual([{ userId: null }]);
    expect(await getPrimaryCover({ bookId: kept.id })).toBeDefined();
    expect(await db.$count(scanLogs)).toBeGreaterThanOrEqual(2);

    // Vectors and features are tombstones, which every process follows.
    for (const id of [viewId, shownId]) expect(await db.$count(covers, eq(covers.id, id))).toBe(0);
    for (const row of await db.select().from(embeddings)) if (row.coverId === null) expect(row.vector).toBeNull();
    for (const row of await db.select().from(localFeatures)) if (row.coverId === null) expect(row.features).toBeNull();

    // The audit log is whole, and says that it was done, of a reference that leads nowhere.
    expect(await verifyAudit()).toMatchObject({ isWhole: true });
    const erased = await db.select().from(auditLog).where(eq(auditLog.act, "accounts.erased"));
    expect(erased).toMatchObject([{ actor: null, subject: `user:${account?.ref}` }]);
    expect(await eraseDueAccounts(inDays(8))).toBe(0);
  }, 240_000);
});

async function buildLeaver() {
  const name = `leaver-${newId().slice(0, 8)}`;
  const { actor } = await must(
    createAccount({ username: name, email: undefined, password: "four words in a row" }, "user"),
  );
  const { id } = await beginSession(actor.id, { kind: "browser", device: "d", address: "a" });
  await must(requestErasure(actor, id));
  return { actor, sessionId: id };
}

describe("the grace", () => {
  it("can be taken back, and then everything is as it was; not once it is over", async () => {
    const { actor, sessionId } = await buildLeaver();
    const leaver = await findLeaver(sessionId, new Date());
    if (!leaver) throw new Error("nobody leaves");
    expect(await cancelErasure(leaver, inDays(8))).toMatchObject({ ok: false, reason: "too_late" });
    expect(await cancelErasure(leaver)).toEqual({ ok: true });
    expect(await getSession(sessionId, new Date())).toMatchObject({ userId: actor.id });
    expect(await findLeaver(sessionId, new Date())).toBeUndefined();
    expect(await eraseDueAccounts(inDays(9))).toBe(0);
  });

  it("ends every other session, and begins once", async () => {
    const { actor, sessionId } = await buildLeaver();
    const again = await must(requestErasure(actor, sessionId, inDays(3)));
    expect(again.dueAt.getTime()).toBeLessThan(inDays(8).getTime());
    expect((await db.select().from(sessions).where(eq(sessions.userId, actor.id))).map(({ id }) => id)).toEqual([
      sessionId,
    ]);
  });

  it("does not let the last administrator go, also when two go at once", async () => {
    await db.update(users).set({ role: "user" });
    const admins = [await buildUser({ role: "admin" }), await buildUser({ role: "admin" })];
    const results = await Promise.all(admins.map((admin) => requestErasure(admin, null)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find((result) => !result.ok)).toMatchObject({ reason: "last_admin" });
  });
});

describe("an erasure that is cut short", () => {
  it("goes on where it was, whichever step it came to, and one that fails holds up no other", async () => {
    const [one, other] = [await buildLeaver(), await buildLeaver()];
    for (const { actor } of [one, other]) await must(createCollection({ ...actor }, { name: "Shelf", icon: "📚" }));
    const stop = new AbortController();
    stop.abort(new Error("killed"));
    await expect(eraseDueAccounts(inDays(8), stop.signal)).rejects.toThrow();
    expect(await db.$count(users, eq(users.id, one.actor.id))).toBe(1);

    // No file can be removed where a folder is in its place: this one fails half way, its collections are still there.
    await must(keepOwnPhoto({ ...one.actor }, (await buildBook()).id, await photo(), CORNERS));
    const [picture] = await db.select().from(spareCovers).where(eq(spareCovers.userId, one.actor.id));
    const inTheWay = path.join(env().dataDir, coverKey(picture?.sha256 ?? "", "page"));
    await mkdir(inTheWay, { recursive: true });
    await expect(eraseDueAccounts(inDays(8))).rejects.toThrow("1 accounts could not be erased");
    expect(await db.$count(users, eq(users.id, one.actor.id))).toBe(1);
    expect(await db.$count(users, eq(users.id, other.actor.id))).toBe(0);
    expect(await db.$count(sessions, eq(sessions.userId, one.actor.id))).toBe(0);
    await rm(inTheWay, { recursive: true });
    expect(await eraseDueAccounts(inDays(8))).toBe(1);
    for (const { actor } of [one, other]) expect(await db.$count(users, eq(users.id, actor.id))).toBe(0);
    expect(await db.$count(apiKeys)).toBe(0);
    expect(await db.$count(outbox, sql`payload like '%leaver%'`)).toBe(0);
  });
});
