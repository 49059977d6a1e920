import { apiRoute } from "@/lib/accounts/route";
import { Problem } from "@/lib/platform/http";

/** Every address under /api that is none: a script gets the envelope of all errors, not a page. */
const nothingHere = apiRoute<{ path: string[] }>({ access: "public" }, async () => {
  throw new Problem(404, "no_such_address", "There is nothing at this address of the API.");
});

export { nothingHere as DELETE, nothingHere as GET, nothingHere as PATCH, nothingHere as POST, nothingHere as PUT };
