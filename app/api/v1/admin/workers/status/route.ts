import { apiRoute } from "@/lib/accounts/route";
import { getJobBoard } from "@/lib/ops/queries";

export const dynamic = "force-dynamic";

/** Worker processes, queues and failed jobs. */
export const GET = apiRoute({ access: "admin", scope: "admin:jobs" }, async () =>
  Response.json(await getJobBoard(new Date()), { headers: { "Cache-Control": "no-store" } }),
);
