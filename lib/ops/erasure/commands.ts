import "server-only";
import { eq, or, sql } from "drizzle-orm";
import { db } from "@/db/client";
import { appLogs, securityIncidentNotes, securityIncidents } from "@/db/schema/ops";
import type { Leaving } from "@/lib/accounts/erasure/schema";
import { accountPattern } from "@/lib/events/erasure/rules";
import { isWordIn, listIncidentsNaming, listIncidentsOf, listLinesWith } from "./queries";
import { withoutWords, withoutWordsWithin } from "./rules";

const LINES_AT_ONCE = 500;

/**
 * Takes a person out of the log: lines that name the account by its number or its address go. The username goes out of the
 * others, and they stay: it may be any word, and who took one of ours for a name must not take the log along. Twice is once.
 */
export async function forgetInLogs({ id, username, email }: Pick<Leaving, "id" | "username" | "email">): Promise<void> {
  const isAddressed = email === null ? undefined : isWordIn(email);
  await db.delete(appLogs).where(or(sql`${appLogs.context} regexp ${accountPattern(id)}`, isAddressed));
  for (let after = 0; ; ) {
    const lines = await listLinesWith(username, after, LINES_AT_ONCE);
    for (const line of lines) {
      const context = withoutWordsWithin(line.context, [username]) as Record<string, unknown>;
      // A message that is nothing but this word is one of ours, by which lines are counted.
      const message = line.message === username ? line.message : withoutWords(line.message, [username]);
      await db.update(appLogs).set({ message, context }).where(eq(appLogs.id, line.id));
    }
    const last = lines.at(-1);
    if (!last || lines.length < LINES_AT_ONCE) return;
    after = last.id;
  }
}

/**
 * Takes a person out of what admins wrote of incidents: the name in those that touch the account or are about it, the address
 * in all. In others a name may be any word, and nobody is to black out reviews by leaving. Twice is once.
 */
export async function forgetInIncidents({ id, username, email, auditRef }: Leaving): Promise<void> {
  const words = email === null ? [username] : [username, email];
  for (const incidentId of await listIncidentsOf({ id, auditRef })) await blackOut(incidentId, words);
  if (email === null) return;
  for (const incidentId of await listIncidentsNaming(email)) await blackOut(incidentId, [email]);
}

async function blackOut(incidentId: number, words: string[]): Promise<void> {
  const without = (text: string | null) => text && withoutWords(text, words);
  await db.transaction(async (tx) => {
    const [incident] = await tx
      .select({ title: securityIncidents.title, review: securityIncidents.review, notice: securityIncidents.notice })
      .from(securityIncidents)
      .where(eq(securityIncidents.id, incidentId))
      .for("update");
    if (!incident) return;
    const { title, review, notice } = incident;
    await tx
      .update(securityIncidents)
      .set({ title: without(title), review: without(review), notice: without(notice) })
      .where(eq(securityIncidents.id, incidentId));
    const notes = await tx
      .select({ id: securityIncidentNotes.id, text: securityIncidentNotes.text })
      .from(securityIncidentNotes)
      .where(eq(securityIncidentNotes.incidentId, incidentId));
    for (const note of notes) {
      const text = withoutWords(note.text, words);
      if (text !== note.text)
        await tx.update(securityIncidentNotes).set({ text }).where(eq(securityIncidentNotes.id, note.id));
    }
  });
}
