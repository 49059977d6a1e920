import type { Membership } from "./schema";

/** Who invites, removes members and passes the household on. All else in it every member may do. */
export const canManageHousehold = (membership: Membership | undefined): boolean => membership?.role === "owner";
