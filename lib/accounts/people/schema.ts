import { z } from "zod";
import { givenId, spelledId } from "@/lib/platform/given";
import { givenLine } from "@/lib/platform/text";
import { typedOnceMore } from "../proof/schema";
import type { Role } from "../schema";

const ROLES = ["user", "moderator", "admin"] as const satisfies Role[];

/** What an address asks for: part of a name or a whole e-mail address, and the page after an account. */
export const peoplePage = z.object({
  q: givenLine().pipe(z.string().max(254)).catch(""),
  after: spelledId.optional().catch(undefined),
});
export type PeoplePage = z.output<typeof peoplePage>;

export const changeRoleInput = z.object({
  userId: givenId,
  role: z.enum(ROLES),
  /** Of whoever gives the role of an administrator, where the session is not a new one. */
  password: typedOnceMore,
});
export type ChangeRoleInput = Omit<z.output<typeof changeRoleInput>, "password">;

export const personInput = z.object({ userId: givenId });
export type PersonInput = z.output<typeof personInput>;

/** An account as admins see it. Of the e-mail address only whether there is one: they need no list of addresses. */
export type Person = {
  id: number;
  username: string;
  role: Role;
  dateJoined: Date;
  address: "none" | "unconfirmed" | "confirmed";
  sessions: number;
  /** Null where nobody is signed in. */
  lastSeenAt: Date | null;
};
