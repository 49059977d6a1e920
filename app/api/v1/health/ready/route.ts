import { apiRoute } from "@/lib/accounts/route";
import { getReadiness } from "@/lib/ops/queries";

export const dynamic = "force-dynamic";

/** 200 when this process can recognise a book, 503 while it cannot yet. */
export const GET = apiRoute({ access: "public" }, async () => {
  const readiness = await getReadiness();
  return Response.json(readiness, { status: readiness.ready ? 200 : 503, headers: { "Cache-Control": "no-store" } });
});
