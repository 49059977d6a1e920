import { expect, it } from "vitest";
import { buildBook, buildUser } from "@/db/factories";
import { setProgress, setStatus } from "../commands";
import { getReaderWork } from "../queries";
import { restoreQuoteInput } from "../quotes/schema";
import { restoreInput } from "../schema";
import { restoreStatuses, setStatuses } from "./commands";
import { restoreStatusesInput, setStatusesInput } from "./schema";

const DAY = "2024-05-01";
const FUTURE = "2999-01-01";

async function buildLot(count: number) {
  const actor = await buildUser();
  const books = await Promise.all(Array.from({ length: count }, () => buildBook()));
  const statuses = async () => {
    const works = await Promise.all(books.map(({ workId }) => getReaderWork(actor.id, workId)));
    return works.map((work) => work?.status ?? null);
  };
  return { actor, books, names: books.map(({ isbn }) => isbn), statuses };
}

it("says it of each work once, passes over what says so already, and takes exactly that back", async () => {
  const { actor, books, names, statuses } = await buildLot(3);
  const edition = await buildBook({ workId: books[0]?.workId });
  await setStatus(actor, { isbn: names[2] ?? "", status: "read", day: DAY });
  const done = await setStatuses(actor, { books: [...names, edition.isbn, "9999999999"], status: "read", day: DAY });
  expect([await statuses(), done.undo.length]).toEqual([["read", "read", "read"], 2]);
  await restoreStatuses(actor, restoreStatusesInput.parse(JSON.parse(JSON.stringify(done))));
  expect(await statuses()).toEqual([null, null, "read"]);
});

it("says of how many it took nothing back, as their reader has said something else since; those taken back are none", async () => {
  const { actor, names, statuses } = await buildLot(3);
  const { undo } = await setStatuses(actor, { books: names, status: "want", day: DAY });
  await setStatus(actor, { isbn: names[1] ?? "", status: "reading", day: DAY });
  const sent = restoreStatusesInput.parse(JSON.parse(JSON.stringify({ undo })));
  // Once more, as where the first answer was lost.
  for (let turn = 0; turn < 2; turn++) {
    expect(await restoreStatuses(actor, sent)).toEqual({ ok: true, stayed: 1 });
    expect(await statuses()).toEqual([null, "reading", null]);
  }
});

it("says it of all, or of none: one that cannot be written leaves the others as they were", async () => {
  const { actor, names, statuses } = await buildLot(2);
  for (const isbn of names) await setStatus(actor, { isbn, status: "reading", day: DAY });
  await setProgress(actor, { isbn: names[1] ?? "", day: DAY, percent: 20 });
  // The first has nothing to put away, the second one ends on a day that no calendar has.
  await expect(setStatuses(actor, { books: names, status: "want", day: "2024-99-99" })).rejects.toThrow();
  expect(await statuses()).toEqual(["reading", "reading"]);
});

it("is not interrupted by the same lot from another device", async () => {
  const { actor, names, statuses } = await buildLot(12);
  await Promise.all([
    setStatuses(actor, { books: names, status: "reading", day: DAY }),
    setStatuses(actor, { books: names.toReversed(), status: "reading", day: DAY }),
  ]);
  expect(new Set(await statuses())).toEqual(new Set(["reading"]));
});

it("takes no day that is yet to come, nor does any undo", () => {
  const lot = { books: ["1"], status: "read" };
  expect(setStatusesInput.safeParse({ ...lot, day: FUTURE }).success).toBe(false);
  expect(setStatusesInput.safeParse({ ...lot, day: DAY }).success).toBe(true);
  const reading = {
    ...{ id: 1, isbn: "1", startedOn: DAY, endedOn: DAY, outcome: "finished", page: null, percent: null, pages: null },
    ...{ importKey: null, progress: [{ day: DAY, page: 1, percent: null }] },
  };
  const undo = (changed: object, whole: object = {}) =>
    restoreInput.safeParse({
      ...{ isbn: "1", status: null, statusAt: new Date(), rating: null, madeIds: [] },
      ...{ readings: [{ ...reading, ...changed }], ...whole },
    }).success;
  expect(undo({})).toBe(true);
  // An import says since when, as another program knew it.
  expect(undo({}, { statusAt: new Date("1931-05-01") })).toBe(true);
  const quote = { ...{ isbn: "1", kind: "quote", text: "x", page: null, importKey: null } };
  expect(restoreQuoteInput.safeParse({ ...quote, createdAt: new Date("1931-05-01") }).success).toBe(true);
  const progress = [{ day: FUTURE, page: 1, percent: null }];
  for (const changed of [{ startedOn: FUTURE }, { endedOn: FUTURE }, { endedOn: "0850-01-01" }, { progress }])
    expect(undo(changed)).toBe(false);
});
