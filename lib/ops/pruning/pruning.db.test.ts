import { expect, it } from "vitest";
import { db } from "@/db/client";
import { outbox } from "@/db/schema/events";
import { appLogs } from "@/db/schema/ops";
import { newId } from "@/lib/platform/id";
import { prune } from "./commands";
import { countPrunable } from "./queries";
import { KEPT_DAYS } from "./schema";

const NOW = new Date("2026-06-01T00:00:00.000Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 24 * 60 * 60_000);

it("removes what is over and old, keeps events that no job has come of, and does nothing twice", async () => {
  const event = (relayedAt: Date | null) => ({ id: newId(), name: "test.silent", payload: {}, relayedAt });
  await db
    .insert(outbox)
    .values([...Array.from({ length: 2_300 }, () => event(daysAgo(8))), event(daysAgo(6)), event(null)]);
  await db
    .insert(appLogs)
    .values([91, 91, 89].map((days) => ({ level: "error", message: "m", context: {}, timestamp: daysAgo(days) })));
  expect(await countPrunable(KEPT_DAYS, NOW)).toEqual({
    ...{ jobs: { all: 0, old: 0 }, events: { all: 2_302, old: 2_300 }, logs: { all: 3, old: 2 } },
  });

  const stop = new AbortController();
  expect(
    await prune(KEPT_DAYS, NOW, { signal: stop.signal, onRemoved: (kind) => kind === "events" && stop.abort() }),
  ).toBe(1_000);
  const heard: string[] = [];
  expect(await prune(KEPT_DAYS, NOW, { onRemoved: (kind, count) => count > 0 && heard.push(`${kind} ${count}`) })).toBe(
    1_302,
  );
  expect(heard).toEqual(["events 1000", "events 300", "logs 2"]);
  expect(await prune(KEPT_DAYS, NOW)).toBe(0);
  expect([await db.$count(outbox), await db.$count(appLogs)]).toEqual([2, 1]);
});
