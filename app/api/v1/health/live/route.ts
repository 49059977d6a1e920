import { apiRoute } from "@/lib/accounts/route";

export const dynamic = "force-dynamic";

/** 200 as long as this process answers at all. */
export const GET = apiRoute({ access: "public" }, async () =>
  Response.json({ live: true }, { headers: { "Cache-Control": "no-store" } }),
);
