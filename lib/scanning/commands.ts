import "server-only";
import type { Actor } from "@/lib/accounts/schema";
import { getBookByReference } from "@/lib/catalog/queries";
import { parseBookReference } from "@/lib/catalog/rules";
import { seeBook, unsee } from "@/lib/copies/checking/commands";
import { addCopy, ownBook, putAway, putBack, takeBackCopy } from "@/lib/copies/commands";
import { listOwned } from "@/lib/copies/owned/queries";
import type { Owned } from "@/lib/copies/owned/schema";
import { placeNotFound } from "@/lib/copies/places/commands";
import { listPlaces } from "@/lib/copies/places/queries";
import { placeWords } from "@/lib/copies/places/rules";
import { NO_DETAILS } from "@/lib/copies/schema";
import { getLibraryOf } from "@/lib/households/queries";
import { addBook, removeBook } from "@/lib/library/commands";
import { type Fail, fail, ok } from "@/lib/platform/result";
import { restoreReading, setFirstStatus } from "@/lib/reading/commands";
import { getReaderWork } from "@/lib/reading/queries";
import { sayAll, sayKnown, sayNoted, sayPutAway, saySeeing } from "./rules";
import type { Act, ActInput, ActOf, UndoActInput, UndoStep } from "./schema";

const bookNotFound = () => fail("book_not_found", "This book is not in the catalogue.");

type Done = ({ ok: true } & Act) | Fail<string>;

/** Does with a scanned book what the reader's mode of scanning says. `undo` is what `undoAct` needs. */
export async function actOnScan(actor: Actor, input: ActInput): Promise<Done> {
  switch (input.mode) {
    case "add":
      return add(actor, input);
    case "own":
      return sayOwnership(actor, input);
    case "want":
      return want(actor, input);
    case "move":
      return move(actor, input);
    case "check":
      return check(actor, input);
  }
}

/**
 * Undoes an act, the last step first. What somebody has changed since stays as it is now; where that is all there was to undo,
 * the refusal says so.
 */
export async function undoAct(actor: Actor, { steps }: UndoActInput) {
  const refusals: Fail<string>[] = [];
  for (const step of steps) {
    const undone = await undoStep(actor, step);
    if (!undone.ok) refusals.push(undone);
  }
  const [refusal] = refusals;
  if (refusal && refusals.length === steps.length) return refusal;
  return ok({ stayed: refusals.length });
}

/** Whose answer got lost undoes it again: a book that is out of the collection by then is where it was wanted. */
async function takeOut(actor: Actor, step: Extract<UndoStep, { kind: "collection" }>) {
  const removed = await removeBook(actor, step);
  return !removed.ok && removed.reason === "not_there" ? ok() : removed;
}

function undoStep(actor: Actor, step: UndoStep): Promise<{ ok: true } | Fail<string>> {
  switch (step.kind) {
    case "collection":
      return takeOut(actor, step);
    case "copy":
      return takeBackCopy(actor, step);
    case "places":
      return putBack(actor, step);
    case "status":
      return restoreReading(actor, step);
    case "seen":
      return unsee(actor, step);
  }
}

/** A part of an act. `isNews`: it changed something; `words` are said in any case. */
type Part = { isNews: boolean; words: string; undo: UndoStep[] };

/**
 * Each part is an act of its own, with transactions of its own: where one is refused the ones before it stay, and what is said
 * and undone is just what was done.
 */
async function add(actor: Actor, input: ActOf<"add">): Promise<Done> {
  const { isbn, day, collectionId, placeId, owns, status, isAnother } = input;
  const parts: Part[] = [];
  const tasks = [
    collectionId === null ? null : () => collect(actor, isbn, collectionId),
    placeId === null || isAnother ? null : () => shelve(actor, isbn, placeId),
    isAnother ? () => addAnother(actor, isbn, placeId) : null,
    owns && placeId === null && !isAnother ? () => own(actor, isbn) : null,
    status === null ? null : () => note(actor, { isbn, day, status }),
  ];
  for (const task of tasks) {
    const part = await task?.().catch((error: unknown) => {
      // What was done before is done, and its undo must not be lost; with nothing done it is told as any trouble is.
      if (parts.every(({ isNews }) => !isNews)) throw error;
      return fail("unexpected", "The rest did not work.");
    });
    if (part === undefined) continue;
    if (!("isNews" in part)) {
      if (parts.every(({ isNews }) => !isNews)) return part;
      return ok({ tone: "alert", said: sayAll([sayParts(parts), part.message]), undo: undoOf(parts), offer: null });
    }
    parts.push(part);
  }
  const isNews = parts.some((part) => part.isNews);
  const canBeAnother = !isNews && (owns || placeId !== null);
  return ok({
    tone: isNews ? "done" : "present",
    said: sayParts(parts) || "Noted in your history",
    undo: undoOf(parts),
    offer: canBeAnother ? { label: "One copy more", act: { ...input, isAnother: true } } : null,
  });
}

const sayParts = (parts: Part[]): string => sayAll(parts.map(({ words }) => words));
const undoOf = (parts: Part[]): UndoStep[] => parts.toReversed().flatMap(({ undo }) => undo);

async function collect(actor: Actor, isbn: string, collectionId: number): Promise<Part | Fail<string>> {
  const added = await addBook(actor, { collectionId, isbn });
  if (added.ok) {
    const { icon, name } = added.collection;
    return { isNews: true, words: `Added to ${icon} ${name}`, undo: [{ kind: "collection", collectionId, isbn }] };
  }
  return added.reason === "already_there"
    ? { isNews: false, words: added.message?.replace(/\.$/, "") ?? "There already", undo: [] }
    : added;
}

async function own(actor: Actor, isbn: string): Promise<Part | Fail<string>> {
  const owned = await ownBook(actor, { isbn });
  if (owned.ok)
    return { isNews: true, words: "Yours now", undo: [{ kind: "copy", copyId: owned.copyId, placeId: null }] };
  return owned.reason === "already_owned"
    ? { isNews: false, words: owned.message?.replace(/\.$/, "") ?? "You own this already", undo: [] }
    : owned;
}

async function addAnother(actor: Actor, isbn: string, placeId: number | null): Promise<Part | Fail<string>> {
  const added = await addCopy(actor, { ...NO_DETAILS, isbn, placeId });
  if (!added.ok) return added;
  return { isNews: true, words: "One copy more", undo: [{ kind: "copy", copyId: added.copyId, placeId }] };
}

async function shelve(actor: Actor, isbn: string, placeId: number): Promise<Part | Fail<string>> {
  const [book, place] = await Promise.all([findBook(isbn), namePlace(actor, placeId)]);
  if (!book) return bookNotFound();
  if (place === undefined) return placeNotFound();
  const put = await putAway(actor, { placeId, bookIds: [book.id] });
  if (!put.ok) return put;
  const undo: UndoStep[] = [
    ...put.added.map((copyId): UndoStep => ({ kind: "copy", copyId, placeId })),
    ...(put.moved > 0 ? [{ kind: "places" as const, ...put.undo }] : []),
  ];
  return { isNews: undo.length > 0, words: sayPutAway(put, place), undo };
}

/** Says where the reader is with a book of which they have said nothing: what they said before is worth more. */
async function note(
  actor: Actor,
  { isbn, day, status }: Pick<ActOf<"add">, "isbn" | "day"> & { status: NonNullable<ActOf<"add">["status"]> },
): Promise<Part | Fail<string>> {
  // When it was finished nobody said.
  const said = await setFirstStatus(actor, { isbn, status, day, endedOn: status === "read" ? null : undefined });
  if (said.ok) return { isNews: true, words: sayNoted(status), undo: [{ kind: "status", ...said.undo }] };
  return "status" in said ? { isNews: false, words: sayKnown(said.status) ?? "", undo: [] } : said;
}

async function sayOwnership(actor: Actor, { isbn, day }: ActOf<"own">): Promise<Done> {
  const book = await findBook(isbn);
  if (!book) return bookNotFound();
  const [owned, said] = await Promise.all([findOwned(actor, isbn), getReaderWork(actor.id, book.workId)]);
  const isOurs = owned?.isThis === true;
  const known = sayKnown(said?.status ?? null);
  return ok({
    tone: isOurs ? "present" : owned ? "alert" : "done",
    said: sayAll([owned?.words ?? "You do not own this", known, said?.rating ? `${said.rating} of 5 stars` : null]),
    undo: [],
    offer: owned || said?.status ? null : { label: "Want to read", act: { mode: "want", isbn, day } },
  });
}

async function want(actor: Actor, { isbn, day }: ActOf<"want">): Promise<Done> {
  const [part, owned] = await Promise.all([note(actor, { isbn, day, status: "want" }), findOwned(actor, isbn)]);
  if (!("isNews" in part)) return part;
  return ok({
    // Whoever puts a book on the list that stands at home may not have known.
    tone: owned ? "alert" : part.isNews ? "done" : "present",
    said: sayAll([part.words, owned?.words]),
    undo: part.undo,
    offer: null,
  });
}

async function move(actor: Actor, { isbn, placeId }: ActOf<"move">): Promise<Done> {
  const part = await shelve(actor, isbn, placeId);
  if (!("isNews" in part)) return part;
  return ok({ tone: part.isNews ? "done" : "present", said: part.words, undo: part.undo, offer: null });
}

async function check(actor: Actor, input: ActOf<"check">): Promise<Done> {
  const { isbn, placeId, takes, begins } = input;
  const taken = takes ? await shelve(actor, isbn, placeId) : null;
  if (taken && !("isNews" in taken)) return taken;
  const seen = await seeBook(actor, { placeId, isbn, begins });
  // The check may have ended since: then the book stands here all the same.
  if (!seen.ok) return taken?.isNews ? ok({ tone: "done", said: taken.words, undo: taken.undo, offer: null }) : seen;
  const { tone, said } = saySeeing(seen.seeing, seen.place);
  const undo: UndoStep[] = [...(seen.undo ? [{ kind: "seen" as const, ...seen.undo }] : []), ...(taken?.undo ?? [])];
  const isStranger = seen.seeing === "astray" || seen.seeing === "foreign";
  const label = seen.seeing === "foreign" ? "It is mine, and belongs here" : "It belongs here";
  return ok({
    ...(taken?.isNews ? { tone: "done" as const, said: taken.words } : { tone, said }),
    ...{ undo, counts: seen.counts },
    offer: isStranger ? { label, act: { ...input, takes: true, begins: false } } : null,
  });
}

async function findBook(isbn: string) {
  const reference = parseBookReference(isbn);
  return typeof reference === "string" ? undefined : getBookByReference(reference);
}

async function findOwned(actor: Actor, isbn: string): Promise<Owned | undefined> {
  const membership = await getLibraryOf(actor.id);
  const owned = membership && (await listOwned(membership.libraryId, actor.id, [isbn]));
  return owned && Object.values(owned)[0];
}

async function namePlace(actor: Actor, placeId: number): Promise<string | undefined> {
  const membership = await getLibraryOf(actor.id);
  return membership && placeWords(await listPlaces(membership.libraryId)).get(placeId);
}
