import { performance } from "node:perf_hooks";
import { expect, it } from "vitest";
import { openInThread, openTextInThread } from "./file-reader";

const now = new Date("2026-11-22T00:00:00Z");
const file = Buffer.from("title,author,rating\nSea Road,Mara Quint,4");

it("reads a file in a thread as it is read anywhere", async () => {
  const opened = await openInThread({ file, now });
  expect(opened).toMatchObject({ ok: true, format: "table", rows: [{ line: 2 }] });
  expect(await openTextInThread({ text: "hello", now })).toMatchObject({ ok: false, reason: "not_of_books" });
});

it("says that it is busy to who would wait too long for a thread, and to one more than may wait, and goes on after that", async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => `Book ${at},${"Mara Quint & ".repeat(40)},4`).join("\n");
  const large = Buffer.from(`title,author,rating\n${rows}`);
  const slow = [openInThread({ file: large, now }, 1_500), openInThread({ file: large, now }, 1_500)];
  const waiting = Array.from({ length: 20 }, () => openInThread({ file, now }, 50));
  expect(await openInThread({ file, now })).toMatchObject({ ok: false, reason: "busy" });
  expect((await Promise.all(waiting)).map((one) => !one.ok && one.reason)).toEqual(Array(20).fill("busy"));
  const patient = openInThread({ file, now });
  await Promise.all(slow);
  expect(await patient).toMatchObject({ ok: true });
});

it("leaves everything else its time, and gives up what takes too long, in words", async () => {
  const rows = Array.from({ length: 20_000 }, (_, at) => `Book ${at},${"Mara Quint & ".repeat(40)},4`).join("\n");
  const large = Buffer.from(`title,author,rating\n${rows}`);
  const before = performance.eventLoopUtilization();
  expect(await openInThread({ file: large, now }, 200)).toMatchObject({ ok: false, reason: "too_slow" });
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.9);
  expect(await openInThread({ file, now })).toMatchObject({ ok: true });
});
