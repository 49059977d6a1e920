import "server-only";

export type StorageTrouble = "full" | "not_writable" | "away";

const TROUBLES: Record<StorageTrouble, string> = {
  full: "The storage of this site is full, so nothing was saved. Whoever looks after the site has to make room.",
  not_writable:
    "This site may not write into its storage, so nothing was saved. Whoever looks after it has to allow that.",
  away: "The storage of this site cannot be reached, so nothing was saved. Please try again shortly.",
};

/** A file could not be stored; what was there before is there still. `message` is for people. */
export class StorageError extends Error {
  override name = "StorageError" as const;
  constructor(
    readonly trouble: StorageTrouble,
    /** For whoever looks after the site. */
    readonly place: string,
    options: ErrorOptions,
  ) {
    super(TROUBLES[trouble], options);
  }
}

/** The trouble with storage that an error comes from, if it does. */
export function storageErrorOf(error: unknown): StorageError | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof StorageError) return at;
  return undefined;
}
