import { apiRoute } from "@/lib/accounts/route";
import { pauseQueue } from "@/lib/ops/commands";
import { parseQueueName } from "@/lib/ops/schema";
import { Problem } from "@/lib/platform/http";

/** Lets the workers begin nothing of a queue any more, by its name. */
export const POST = apiRoute<{ id: string }>({ access: "admin", scope: "admin:jobs" }, async ({ actor, params }) => {
  const queue = parseQueueName(params.id);
  if (!actor || !queue) throw new Problem(404, "queue_not_found", "There is no queue of that name.");
  const result = await pauseQueue(actor, { queue });
  if (!result.ok) throw new Problem(403, result.reason, result.message ?? "This account may not do that.");
  return Response.json({ queue, isPaused: true });
});
