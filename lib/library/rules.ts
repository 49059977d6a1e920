import { fail } from "@/lib/platform/result";

/** So many covers show what is in a collection. */
export const COVERS_IN_MOSAIC = 4;

// What is said where something cannot be done, the same wherever it is found out.

export const collectionNotFound = () => fail("collection_not_found", "This collection no longer exists.");

export const nameTaken = (name: string) => fail("name_taken", `You already have a collection called ${name}.`);

/** What is in one that fills itself is made of all that its reader has, for their eyes. */
export const fillsItself = (what: "merged" | "shared") =>
  fail("fills_itself", `A collection that fills itself cannot be ${what}.`);
