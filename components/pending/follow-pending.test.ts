import { afterEach, beforeEach, expect, it, vi } from "vitest";

const PENDING = { status: "pending", stucked: false, reason: null, next_try_at: null, book: null };
const COME = { ...PENDING, status: "ready", book: { isbn: "1", title: "One" } };

/** A page of its own, whose server answers so; when it was asked for what is in the returned list. */
async function openPage(answer: (asked: number) => Response | Promise<Response>) {
  vi.resetModules();
  const { followPending } = await import("./follow-pending");
  const asked: { id: string; at: number }[] = [];
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push({ id: url.slice(url.lastIndexOf("/") + 1), at: Date.now() });
    return answer(asked.length);
  });
  const follow = (id: string, onCome = (_isbn: string) => {}) => followPending(id, { onNews: () => {}, onCome });
  return { follow, asked };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { hidden: false });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("looks at once and often for one book, and says once that it has come", async () => {
  const { follow, asked } = await openPage((count) => Response.json(count < 3 ? PENDING : COME));
  const come: string[] = [];
  follow("1", (isbn) => come.push(isbn));
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toHaveLength(3);
  expect(come).toEqual(["1"]);
});

it("asks for sixty books no more often than the server takes, and for each of them", async () => {
  const { follow, asked } = await openPage(() => Response.json(PENDING));
  for (let id = 1; id <= 60; id++) follow(String(id));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked.length).toBeGreaterThan(200);
  expect(asked.length).toBeLessThanOrEqual(301);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(60);
});

it("waits with all of them as long as the server wants", async () => {
  const { follow, asked } = await openPage((count) =>
    count === 1
      ? Response.json({ error: "no" }, { status: 429, headers: { "retry-after": "20" } })
      : Response.json(PENDING),
  );
  const startedAt = Date.now();
  for (const id of ["1", "2", "3"]) follow(id);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked[1]?.at).toBeGreaterThanOrEqual(startedAt + 20_000);
  expect(new Set(asked.map(({ id }) => id)).size).toBe(3);
});

it("lets nobody wait for what is no longer followed", async () => {
  const { follow, asked } = await openPage(() => Response.json(PENDING));
  const stops = Array.from({ length: 60 }, (_, id) => follow(String(id)));
  for (const stop of stops) stop();
  follow("last");
  await vi.advanceTimersByTimeAsync(500);
  expect(asked[0]?.id).toBe("last");
});

it("does not ask while nobody sees the page", async () => {
  const { follow, asked } = await openPage(() => Response.json(PENDING));
  vi.stubGlobal("document", { hidden: true });
  follow("1");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(asked).toHaveLength(0);
});
