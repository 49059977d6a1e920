import "server-only";
import { parseLinkSecret } from "../links/schema";
import { loader, publicLoader } from "../loader";
import { getEntrance, listInvitations } from "./queries";

/** How somebody may sign up who comes with this invitation, or with none. */
export const loadEntrance = publicLoader((invitation?: string | string[]) =>
  getEntrance(parseLinkSecret(invitation), invitation !== undefined, new Date()),
);

export const loadInvitations = loader("admin", "/admin/people", () => listInvitations());
