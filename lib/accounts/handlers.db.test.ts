import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { invitations, letters, sessions } from "@/db/schema/accounts";
import { newId } from "@/lib/platform/id";
import { accountHandlers } from "./handlers";
import { clearEnded, sendLetter } from "./jobs";

const DAY_MS = 24 * 60 * 60_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

function run({ name }: { name: string }, payload: object) {
  const handler = accountHandlers.find(({ job }) => job.name === name);
  if (!handler) throw new Error(`${name} has no handler`);
  return handler.run(payload, new AbortController().signal);
}

describe("the hourly clearing", () => {
  it("takes away sessions, letters and invitations that are over, and nothing else", async () => {
    const { id: userId } = await buildUser();
    const kept: Record<string, string[]> = {};
    for (const [state, days] of [
      ["over", -40],
      ["live", 1],
    ] as const) {
      const expiresAt = inDays(days);
      const session = { id: newId(), userId, kind: "browser", device: "x", address: "192.0.2.1", expiresAt } as const;
      const letter = { id: newId(), kind: "confirm_address", userId, address: "a@example.org", expiresAt } as const;
      const invitation = { hash: newId(), role: "user", expiresAt } as const;
      await db.insert(sessions).values(session);
      await db.insert(letters).values(letter);
      await db.insert(invitations).values(invitation);
      kept[state] = [session.id, letter.id, invitation.hash].sort();
    }
    const present = async () => {
      const rows = await Promise.all([
        db.select({ id: sessions.id }).from(sessions),
        db.select({ id: letters.id }).from(letters),
        db.select({ id: invitations.hash }).from(invitations),
      ]);
      return rows.flatMap((list) => list.map(({ id }) => id)).sort();
    };
    expect(await present()).toEqual([...(kept.over ?? []), ...(kept.live ?? [])].sort());
    expect(await run(clearEnded, {})).toMatchObject({ status: "done" });
    expect(await present()).toEqual(kept.live);
    expect(await run(clearEnded, {})).toEqual({ status: "skipped", why: "nothing_ended" });
  });
});

describe("the job of a letter", () => {
  it("says by name why there is nothing to send", async () => {
    expect(await run(sendLetter, { letterId: newId() })).toEqual({ status: "skipped", why: "no_longer_wanted" });
  });
});
