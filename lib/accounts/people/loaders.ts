import "server-only";
import { loader } from "../loader";
import { listPeople } from "./queries";
import type { PeoplePage } from "./schema";

/** A page of accounts; `self` is who looks. */
export const loadPeople = loader("admin", "/admin/people", async (actor, page: PeoplePage) => ({
  ...(await listPeople(page, new Date())),
  self: actor.id,
}));
