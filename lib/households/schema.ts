export type HouseholdRole = "owner" | "member";

/** In which library a reader is, and as what. */
export type Membership = { libraryId: number; role: HouseholdRole };

/** What a library is called until somebody gives it a name. */
export const FIRST_NAME = "Home";
