import { expect, it } from "vitest";
import { buildUser } from "@/db/factories";
import { searchAudit } from "@/lib/accounts/audit/queries";
import { pauseQueue, resumeQueue } from "./commands";

it("writes down who stopped and who started the work on a queue, and nothing of who may not", async () => {
  const [admin, moderator] = [await buildUser({ role: "admin" }), await buildUser({ role: "moderator" })];
  await pauseQueue(moderator, { queue: "upkeep" });
  await pauseQueue(admin, { queue: "upkeep" });
  await resumeQueue(admin, { queue: "upkeep" });
  const linesOf = async (actor: string) =>
    (await searchAudit({ act: undefined, actor, before: undefined })).lines.map(({ act, subject }) => [act, subject]);
  expect(await linesOf(admin.username)).toEqual([
    ["ops.queue_resumed", "queue:upkeep"],
    ["ops.queue_paused", "queue:upkeep"],
  ]);
  expect(await linesOf(moderator.username)).toEqual([]);
});
