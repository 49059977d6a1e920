import { z } from "zod";
import { linkSecret } from "@/lib/accounts/links/schema";
import { givenId as id } from "@/lib/platform/given";
import { givenLine } from "@/lib/platform/text";

export type HouseholdRole = "owner" | "member";

/** In which library a reader is, and as what. */
export type Membership = { libraryId: number; role: HouseholdRole };

/** What a library is called until somebody gives it a name. */
export const FIRST_NAME = "Home";

/** More are a club, and not people who share their shelves. */
export const MEMBERS_MAX = 20;
/** Links that wait at once. */
export const OPEN_INVITATIONS_MAX = 10;
export const INVITATION_DAYS = 7;

export const renameLibraryInput = z.object({
  name: givenLine().min(1, "Give it a name.").max(60, "A name has at most 60 characters."),
});
export type RenameLibraryInput = z.output<typeof renameLibraryInput>;

export const householdInvitationInput = z.object({ invitationId: id });
export type HouseholdInvitationInput = z.output<typeof householdInvitationInput>;

export const memberInput = z.object({ userId: id });
export type MemberInput = z.output<typeof memberInput>;

export const joinInput = z.object({ secret: linkSecret });
export type JoinInput = z.output<typeof joinInput>;

export type Member = { id: number; username: string; role: HouseholdRole; joinedAt: Date };
export type OpenInvitation = { id: number; madeBy: string; madeAt: Date; expiresAt: Date };

/** A household as its members see it. */
export type Household = {
  name: string;
  /** Who asks. */
  me: number;
  role: HouseholdRole;
  members: Member[];
  /** For the owner alone. */
  invitations: OpenInvitation[];
};

/** What somebody sees who was given a link. */
export type Welcome = {
  name: string;
  invitedBy: string;
  memberCount: number;
  /** What keeps the reader out, where something does. */
  obstacle: "already_member" | "in_household" | "full" | null;
};
