import { expect, it } from "vitest";
import { buildBook, buildUser } from "@/db/factories";
import { rate, saveReading, setProgress, setStatus } from "../commands";
import { setGoal } from "../goals/commands";
import { countFinishedByYear, getGoal, listFinished, listOpenReadings, listWorksByStatus } from "../queries";
import { countFinishes, listFinishedFigures, listSteps } from "./queries";
import { calendarOf, chartsOf } from "./rules";

const say = (code: string) => code.toUpperCase();

it("counts what was finished in a year, and says what each chart leaves out", async () => {
  const actor = await buildUser();
  const books = [
    await buildBook({ pages: 100, languageCode: "de", publishedYear: 1851, authors: ["A", "B"], genres: ["X", "Y"] }),
    await buildBook({ pages: null, languageCode: null, publishedYear: 2004, authors: [], genres: [] }),
  ];
  for (const [at, { isbn }] of books.entries())
    await saveReading(actor, { isbn, startedOn: null, endedOn: `2023-0${at + 1}-05`, outcome: "finished" });
  await saveReading(actor, { isbn: books[0]?.isbn ?? "", startedOn: null, endedOn: null, outcome: "finished" });
  await rate(actor, { isbn: books[0]?.isbn ?? "", rating: 3.75 });

  const charts = chartsOf(await listFinishedFigures(actor.id, 2023), 2023, say);
  const chart = (key: string) => charts.find((one) => one.key === key);
  const values = (key: string) => chart(key)?.items.filter(({ value }) => value > 0);
  expect(values("read")).toMatchObject([
    { label: "Jan", value: 1 },
    { label: "Feb", value: 1 },
  ]);
  expect(values("pages")).toMatchObject([{ name: "January 2023", value: 100 }]);
  expect(chart("pages")?.notes).toEqual(["1 book without page count is not in here."]);
  expect(values("languages")).toMatchObject([{ name: "DE", value: 1 }]);
  expect(values("genres")).toMatchObject([{ name: "X" }, { name: "Y" }]);
  expect(values("decades")).toMatchObject([{ name: "before 1900" }, { label: "2000s" }]);
  expect(values("authors")).toMatchObject([{ name: "A" }, { name: "B" }]);
  expect(values("ratings")).toMatchObject([{ label: "3½", value: 1 }]);
  expect(chart("ratings")?.notes).toEqual([
    "1 book without stars is not in here.",
    "Quarter stars count for the half below.",
  ]);

  const all = chartsOf(await listFinishedFigures(actor.id, "all"), "all", say);
  expect(all[0]).toMatchObject({ title: "Read per year", notes: ["1 book without a date is not in here."] });
  expect(all[0]?.csv).toBe("\uFEFFRead per year,books\r\n2023,2\r\n");
  expect(await countFinishedByYear(actor.id)).toEqual([
    { year: 2023, count: 2 },
    { year: null, count: 1 },
  ]);
});

it("shows which pages were read on which day, also where the year before it was begun", async () => {
  const actor = await buildUser();
  const [book, unknown] = [await buildBook({ pages: 200 }), await buildBook({ pages: null })];
  await setProgress(actor, { isbn: book.isbn, page: 30, day: "2022-12-31" });
  await setProgress(actor, { isbn: book.isbn, page: 50, day: "2023-01-01" });
  await setProgress(actor, { isbn: book.isbn, percent: 50, day: "2023-01-03" });
  await setProgress(actor, { isbn: book.isbn, page: 40, day: "2023-01-04" });
  await setProgress(actor, { isbn: unknown.isbn, percent: 10, day: "2023-01-04" });
  await setStatus(actor, { isbn: book.isbn, status: "read", day: "2023-01-05" });
  const calendar = calendarOf(2023, await listSteps(actor.id, 2023), await countFinishes(actor.id, 2023));
  expect(calendar.days).toEqual([
    { day: "2023-01-01", pages: 20, finished: 0 },
    { day: "2023-01-03", pages: 50, finished: 0 },
    { day: "2023-01-04", pages: 0, finished: 0 },
    { day: "2023-01-05", pages: 0, finished: 1 },
  ]);
  expect(calendar.notes[1]).toBe("1 note in percent of books without page count is not in here.");
});

it("keeps one goal a year, which can be changed and taken back", async () => {
  const actor = await buildUser();
  await Promise.all([20, 20, 20].map((books) => setGoal(actor, { year: 2024, books })));
  expect(await setGoal(actor, { year: 2024, books: 30 })).toMatchObject({ before: 20 });
  expect(await getGoal(actor.id, 2024)).toBe(30);
  expect(await getGoal(actor.id, 2025)).toBeNull();
  await setGoal(actor, { year: 2024, books: null });
  expect(await getGoal(actor.id, 2024)).toBeNull();
});

it("pages through lists without losing or doubling a book", async () => {
  const actor = await buildUser();
  const isbns = [];
  for (let at = 0; at < 7; at++) isbns.push((await buildBook()).isbn);
  for (const isbn of isbns) await setStatus(actor, { isbn, status: "want", day: "2024-01-01" });
  const seen: string[] = [];
  for (let after: string | undefined; ; ) {
    const { works, cursor } = await listWorksByStatus(actor.id, "want", { after, limit: 3 });
    seen.push(...works.map(({ book }) => book.isbn));
    if (!cursor) break;
    after = cursor;
  }
  expect(seen).toEqual(isbns.toReversed());

  for (const isbn of isbns)
    await setStatus(actor, {
      isbn,
      status: "read",
      day: "2024-01-01",
      endedOn: isbn === isbns[0] ? null : "2024-01-01",
    });
  const finished: string[] = [];
  for (let after: string | undefined; ; ) {
    const { readings, cursor } = await listFinished(actor.id, 2024, { after, limit: 3 });
    finished.push(...readings.map(({ book }) => book.isbn));
    if (!cursor) break;
    after = cursor;
  }
  expect(finished).toEqual(isbns.slice(1).toReversed());
  expect((await listFinished(actor.id, "unknown", { limit: 3 })).readings).toMatchObject([
    { book: { isbn: isbns[0] } },
  ]);
  expect((await listOpenReadings(actor.id, { limit: 10 })).readings).toEqual([]);
});
