import { eq } from "drizzle-orm";
import { beforeEach, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { users } from "@/db/schema/accounts";
import { appLogs, securityIncidents } from "@/db/schema/ops";
import type { Leaving } from "@/lib/accounts/erasure/schema";
import { addNote, addTouched, notifyTouched, openIncident, reportIncident, writeReview } from "../incidents/commands";
import { getIncident, listIncidents } from "../incidents/queries";
import { JOB_GIVEN_UP } from "../schema";
import { forgetInIncidents, forgetInLogs } from "./commands";

beforeEach(async () => {
  await db.delete(appLogs);
  await db.delete(securityIncidents);
});

async function buildLeaving(username: string): Promise<Leaving> {
  await db.delete(users).where(eq(users.username, username));
  const { id } = await buildUser({ username });
  await db
    .update(users)
    .set({ email: `${username}@post.example` })
    .where(eq(users.id, id));
  const [row] = await db
    .select({ id: users.id, username: users.username, email: users.email, auditRef: users.auditRef })
    .from(users)
    .where(eq(users.id, id));
  if (!row) throw new Error("nobody was built");
  return row;
}

const note = (reason: string, more: Record<string, unknown> = {}) =>
  db.insert(appLogs).values({
    ...{ level: "error", message: JOB_GIVEN_UP },
    context: { queue: "vision", id: "1", name: "covers.embed_cover", attempts: 1, reason, ...more },
  });

const lines = async () =>
  (await db.select().from(appLogs).orderBy(appLogs.id)).map(({ message, context }) => ({ message, context }));

it("deletes lines of the log with the number or the address, and takes the name out of the others", async () => {
  const leaving = await buildLeaving("hazel-nut");
  await note("no light");
  await note("no light", { payload: { userId: leaving.id } });
  await note(`550 <${leaving.email?.toUpperCase()}> refused`);
  await note("Hazel-Nut's shelf, and hazel-nuts");
  await forgetInLogs(leaving);
  expect((await lines()).map(({ context }) => context.reason)).toEqual([
    "no light",
    "(erased)'s shelf, and hazel-nuts",
  ]);
});

it.each(["vision", "reason", "covers.embed_cover", JOB_GIVEN_UP])(
  "leaves every line where it is when a reader goes whose name is “%s”, a word of ours",
  async (username) => {
    const leaving = await buildLeaving(username);
    for (const reason of ["no light", "no paper"]) await note(reason);
    await forgetInLogs(leaving);
    const left = await lines();
    expect(left.map(({ message, context }) => [message, context.reason])).toEqual([
      [JOB_GIVEN_UP, "no light"],
      [JOB_GIVEN_UP, "no paper"],
    ]);
  },
);

it("takes a person out of all that admins wrote of incidents that touch the account or are about it", async () => {
  const [admin, leaving] = [await buildUser({ role: "admin" }), await buildLeaving("hazel-nut")];
  const subject = { kind: "account", value: String(leaving.id) } as const;
  await openIncident({ cause: "mass_export", severity: "medium", subject, figures: {} }, new Date());
  const [about] = await listIncidents();
  const reported = await reportIncident(admin, { title: `${leaving.username} lost a phone`, severity: "low" });
  if (!about || !reported.ok) throw new Error("there is no incident");
  const ids = [about.id, reported.incidentId];
  await addTouched(admin, { incidentId: reported.incidentId, username: leaving.username });
  for (const incidentId of ids) {
    await addNote(admin, {
      incidentId,
      text: `Wrote to ${leaving.username} <${leaving.email}>; hazel-nuts are no one.`,
    });
    await writeReview(admin, { incidentId, text: `It was ${leaving.username}.` });
    await notifyTouched(admin, { incidentId, text: `Dear ${leaving.username}, take care.` });
  }
  await forgetInIncidents(leaving);
  for (const id of ids) {
    const incident = await getIncident(id);
    expect(incident).toMatchObject({ review: "It was (erased).", notice: "Dear (erased), take care." });
    expect(incident?.notes.map(({ text }) => text)).toContain("Wrote to (erased) <(erased)>; hazel-nuts are no one.");
  }
  expect((await getIncident(reported.incidentId))?.title).toBe("(erased) lost a phone");
});

it("takes the address out of every incident, and a name that may be any word out of no other's", async () => {
  const [admin, leaving] = [await buildUser({ role: "admin" }), await buildLeaving("address")];
  const reported = await reportIncident(admin, { title: "The address was refused", severity: "low" });
  if (!reported.ok) throw new Error("there is no incident");
  const { incidentId } = reported;
  await addNote(admin, { incidentId, text: `An address that is not known wrote: ${leaving.email}` });
  await forgetInIncidents(leaving);
  expect(await getIncident(incidentId)).toMatchObject({
    title: "The address was refused",
    notes: [{ text: "An address that is not known wrote: (erased)" }],
  });
});
