import { z } from "zod";
import type { Access } from "../policy";
import { typedOnceMore } from "../proof/schema";

type ScopeWords = {
  /** What it lets a program do, for people. */
  says: string;
  /** Whose keys may carry it; what a key opens never exceeds what its owner may at that moment. */
  access: Exclude<Access, "public">;
};

/** Everything that a key can be allowed to do. A route that names none of these cannot be called with a key. */
export const SCOPES = {
  "catalog:read": { says: "Search the catalogue, and read books and their covers.", access: "user" },
  "catalog:write": { says: "Bring photos of covers for books of the catalogue.", access: "user" },
  "scans:read": { says: "See what you scanned, the books that you asked for, and how they stand.", access: "user" },
  "scans:write": {
    says: "Recognise photos and barcodes in your name, note and delete what you scanned, say whether an answer was right, and ask for books by title.",
    access: "user",
  },
  "library:read": {
    says: "See your collections, copies, places, readings, reviews and tags, and take all of it along.",
    access: "user",
  },
  "library:write": {
    says: "Change your collections, copies, places, readings, reviews and tags, and bring more from elsewhere.",
    access: "user",
  },
  "moderation:read": {
    says: "See readers' photos that wait for a moderator, all pictures of a book, where its fields are from, and books that may be there twice.",
    access: "moderator",
  },
  "moderation:write": {
    says: "Decide about readers' photos, books that readers asked for, the fields and pictures of books, and books that are there twice.",
    access: "moderator",
  },
  "admin:jobs": { says: "See workers and queues, and pause and resume queues.", access: "admin" },
} as const satisfies Record<string, ScopeWords>;

export type Scope = keyof typeof SCOPES;
export const SCOPE_NAMES = Object.keys(SCOPES) as [Scope, ...Scope[]];

export const KEYS_MAX = 20;
export const KEY_NAME_LENGTH_MAX = 60;

/** Days until a key ends by itself; null for one that does not. */
export const EXPIRY_CHOICES = [7, 30, 90, 365, null] as const;
const EXPIRY_DEFAULT = 365;

export const createKeyInput = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Please give the key a name that says what uses it.")
    .max(KEY_NAME_LENGTH_MAX, `A name has at most ${KEY_NAME_LENGTH_MAX} characters.`),
  scopes: z
    .array(z.enum(SCOPE_NAMES, "There is no such scope."))
    .min(1, "Please choose what the key may do.")
    .max(SCOPE_NAMES.length)
    .transform((scopes) => [...new Set(scopes)]),
  expiresInDays: z.union(EXPIRY_CHOICES.map((days) => z.literal(days))).default(EXPIRY_DEFAULT),
  /** Where the session is not a new one. */
  password: typedOnceMore,
});
export type CreateKeyInput = z.output<typeof createKeyInput>;

export const KEY_ID = /^[0-9a-f]{16}$/;
export const keyInput = z.object({ keyId: z.string().regex(KEY_ID) });
export type KeyInput = z.output<typeof keyInput>;

/** A key as its owner sees it; its secret is kept nowhere. */
export type KeySummary = {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
};
