import { describe, expect, it } from "vitest";
import type { Act } from "@/lib/scanning/schema";
import type { FoundBook } from "../lookup/finding";
import { NO_SETTINGS } from "./modes";
import { announceItem, changeRun, countRun, ITEMS_MAX, keptItems, type RunEvent, type RunItem } from "./run";

const BOOK: FoundBook = {
  ...{ isbn: "9783161484100", isbn13: "9783161484100", title: "Sea", subtitle: null, authors: [], year: null },
  ...{ languageCode: null, coverFile: "9783161484100.jpg", coverVersion: "" },
};
const ACT: Act = { tone: "done", said: "Yours now", undo: [{ kind: "copy", copyId: 1, placeId: null }], offer: null };
const roundOf = (...events: RunEvent[]): RunItem[] => events.reduce(changeRun, []);
const SCANNED: RunEvent = { kind: "scanned", id: 1, isbn: BOOK.isbn, plan: NO_SETTINGS };

describe("a round of scanning", () => {
  it("has the last book first, each with what became of it, whatever order the answers come in", () => {
    const items = roundOf(
      SCANNED,
      { kind: "scanned", id: 2, isbn: "9780735619678", plan: NO_SETTINGS },
      { kind: "waiting", id: 2 },
      { kind: "found", id: 1, book: BOOK },
      { kind: "acted", id: 1, act: ACT },
    );
    expect(items.map(({ id, state }) => [id, state])).toEqual([
      [2, "waiting"],
      [1, "settled"],
    ]);
    expect(countRun(items)).toEqual({ scanned: 2, done: 1, open: 1 });
    expect(items.map(announceItem)).toEqual([
      "ISBN 9780735619678 is not in the catalogue yet. It is being looked up.",
      "Sea: Yours now.",
    ]);
  });

  it("counts no more what was undone, and what is done again counts again", () => {
    const undone = roundOf(SCANNED, { kind: "acted", id: 1, act: ACT }, { kind: "undone", id: 1, isWhole: true });
    expect(countRun(undone)).toEqual({ scanned: 0, done: 0, open: 0 });
    expect(countRun(changeRun(undone, { kind: "acted", id: 1, act: ACT })).done).toBe(1);
  });

  it("does not forget over a reload, and says of what was under way that nobody knows how it ended", () => {
    const items = roundOf(SCANNED, { kind: "found", id: 1, book: BOOK });
    const [kept] = keptItems(items);
    expect(kept).toMatchObject({ state: "failed", book: BOOK });
    expect(kept?.problem).toContain("before the answer came");
  });

  it("undoes an offer that was taken together with the act that it came of", () => {
    const first: Act = { ...ACT, undo: [{ kind: "collection", collectionId: 3, isbn: BOOK.isbn }] };
    const [item] = roundOf(SCANNED, { kind: "acted", id: 1, act: first }, { kind: "acted", id: 1, act: ACT });
    expect(item?.act?.undo.map(({ kind }) => kind)).toEqual(["copy", "collection"]);
  });

  it("is tidied up without forgetting what is at work or still wants its reader, at first", () => {
    const items = roundOf(
      ...[1, 2, 3].map((id): RunEvent => ({ kind: "scanned", id, isbn: BOOK.isbn, plan: NO_SETTINGS })),
      ...[{ kind: "acted", id: 1, act: ACT } as const, { kind: "failed", id: 2, problem: "No signal" } as const],
    );
    const once = changeRun(items, { kind: "cleared" });
    expect(once.map(({ id }) => id)).toEqual([3, 2]);
    expect(changeRun(once, { kind: "cleared" }).map(({ id }) => id)).toEqual([3]);
  });

  it("stays small enough for a phone", () => {
    const many = Array.from({ length: ITEMS_MAX + 5 }, (_, id): RunEvent[] => [
      { kind: "scanned", id, isbn: BOOK.isbn, plan: NO_SETTINGS },
      { kind: "acted", id, act: ACT },
    ]).flat();
    expect(roundOf(...many)).toHaveLength(ITEMS_MAX);
    expect(roundOf(...many)[0]?.id).toBe(ITEMS_MAX + 4);
  });

  it("forgets no book that is still to be looked up, or wants its reader, however long the list", () => {
    const many = Array.from(
      { length: ITEMS_MAX + 5 },
      (_, id): RunEvent => ({ kind: "scanned", id, isbn: BOOK.isbn, plan: NO_SETTINGS }),
    );
    const open = roundOf(...many, { kind: "failed", id: 0, problem: "No signal" });
    expect(open).toHaveLength(ITEMS_MAX + 5);
    const dealtWith = roundOf(...many, ...[0, 3].map((id): RunEvent => ({ kind: "acted", id, act: ACT })), {
      kind: "scanned",
      id: ITEMS_MAX + 5,
      isbn: BOOK.isbn,
      plan: NO_SETTINGS,
    });
    expect(dealtWith.map(({ id }) => id)).not.toContain(0);
    expect(dealtWith.map(({ id }) => id)).not.toContain(3);
    expect(dealtWith).toHaveLength(ITEMS_MAX + 4);
  });
});
