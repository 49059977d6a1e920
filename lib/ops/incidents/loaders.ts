import "server-only";
import { loader, publicLoader } from "@/lib/accounts/loader";
import { getActor } from "@/lib/accounts/session";
import { canHandleIncidents } from "../policy";
import { countOpenIncidents, getIncident, listIncidents, listNotices } from "./queries";

/** Every incident, those that wait for somebody first. */
export const loadIncidents = loader("admin", "/admin/incidents", () => listIncidents());

/** One incident; undefined, too, for one that there is not. */
export const loadIncident = loader(
  "admin",
  (id) => `/admin/incidents/${id}`,
  (_, id: number) => getIncident(id),
);

/** How many wait for somebody; null for who need not know. */
export const loadOpenIncidentCount = publicLoader(async () => {
  const actor = await getActor();
  return actor && canHandleIncidents(actor) ? countOpenIncidents() : null;
});

/** What the reader was told about the safety of the account and has not put away; nothing for a visitor. */
export const loadMyNotices = publicLoader(async () => {
  const actor = await getActor();
  return actor ? listNotices(actor.id) : [];
});
