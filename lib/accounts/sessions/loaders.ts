import "server-only";
import { loader } from "../loader";
import { getBrowserSession } from "../session";
import { listSessions } from "./queries";

/** Where the reader is signed in. */
export const loadSessions = loader("user", "/account/security", async (actor) => {
  const session = await getBrowserSession();
  return listSessions(actor.id, session?.id ?? null, new Date());
});
