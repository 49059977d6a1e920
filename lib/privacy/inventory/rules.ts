/**
 * Everything that is held on a reader, and why, and until when: the pages for readers and visitors, the copy of somebody's
 * data and the tests of erasure are all made of this list. A test compares it with the database, so a table that comes to
 * hold something on people is either named here or fails the build. Pure.
 */
import { IMPORTS_MAX } from "@/lib/transfers/schema";
import { RETENTION, sayDays } from "../retention/rules";
import type { Held, HeldKey, HeldTable } from "./schema";

const kept = (rule: keyof typeof RETENTION): string => sayDays(RETENTION[rule].days);
const UNTIL_DELETED = "Until you delete it, or your account.";
const UNTIL_GONE = "As long as you have an account.";

const table = (
  name: string,
  by: string,
  afterwards: HeldTable["afterwards"],
  given: string[],
  withheld: string[] = [],
): HeldTable => ({ table: name, by, afterwards, given, withheld });

/** On rows that others rely on, only that and when the reader decided is the reader's. */
const decided = (name: string, by: string, given: string[], withheld: string[]): HeldTable =>
  table(name, by, "unnamed", given, withheld);

const HELD_LIST: Held[] = [
  {
    key: "account",
    name: "Your account",
    what: "Your username, your e-mail address if you gave one, your role, when you joined, and your password as a hash that cannot be turned back.",
    why: "Without it there is no signing in.",
    basis: "service",
    until: UNTIL_GONE,
    tables: [
      table(
        "users",
        "id",
        "deleted",
        ["id", "username", "email", "emailVerifiedAt", "role", "dateJoined", "erasureDueAt", "auditRef"],
        ["passwordHash"],
      ),
      // That it was the site's first.
      table("first_account", "userId", "deleted", ["id"], ["userId"]),
    ],
    link: { href: "/account", label: "Account" },
  },
  {
    key: "waysIn",
    name: "Ways to sign in",
    what: "Your second factor and its recovery codes, your passkeys, accounts elsewhere that you linked, and keys for programs: names that you gave them, when they were made and last used. Secrets are sealed, or kept as hashes that cannot be turned back.",
    why: "So that you come in, and nobody else.",
    basis: "service",
    until: UNTIL_DELETED,
    tables: [
      table(
        "passkeys",
        "userId",
        "deleted",
        ["name", "isSynced", "addedAt", "lastUsedAt"],
        [...["id", "userId", "credentialId", "credentialHash", "publicKey", "counter", "transports"], "userHandle"],
      ),
      table(
        "second_factors",
        "userId",
        "deleted",
        ["confirmedAt", "lastFailedAt"],
        ["userId", "secret", "lastStep", "failures"],
      ),
      table("recovery_codes", "userId", "deleted", ["usedAt"], ["id", "userId", "hash"]),
      table(
        "identities",
        "userId",
        "deleted",
        ["issuer", "subject", "name", "linkedAt", "lastUsedAt"],
        ["id", "userId", "hash"],
      ),
      table(
        "api_keys",
        "userId",
        "deleted",
        ["id", "name", "scopes", "createdAt", "expiresAt", "lastUsedAt"],
        ["userId", "secretHash"],
      ),
    ],
    link: { href: "/account/security", label: "Security" },
  },
  {
    key: "sessions",
    name: "Where you are signed in",
    what: "For each browser and program: which it is, from which address, since when, and when it was last used.",
    why: "So that you can see and end what is not yours, and so that signing out works at once.",
    basis: "safety",
    until: `Until you sign out; else ${kept("browserSessions")} for a browser, ${kept("tokenSessions")} for a program.`,
    tables: [
      // The id is what the cookie stands for.
      table(
        "sessions",
        "userId",
        "deleted",
        ["kind", "device", "address", "hasTwoFactors", "startedAt", "lastSeenAt", "expiresAt"],
        ["id", "userId"],
      ),
    ],
    link: { href: "/account/security#sessions", label: "Devices" },
  },
  {
    key: "letters",
    name: "Letters and invitations",
    what: "E-mails that we sent you or are about to send, with your address, and the invitation by which you came, or those that you made.",
    why: "So that links in them work once, and only for you.",
    basis: "service",
    until:
      "Until their links are used or have run out, three days at most; invitations as long as those who look after the site need them.",
    tables: [
      table(
        "letters",
        "userId",
        "deleted",
        ["kind", "address", "askedAt", "expiresAt", "sentAt"],
        ["id", "userId", "hash"],
      ),
      decided(
        "invitations",
        "madeBy",
        ["role", "note", "madeAt", "expiresAt", "usedAt"],
        ["id", "hash", "madeBy", "usedBy"],
      ),
      decided(
        "invitations",
        "usedBy",
        // Whom it was for, in the words of who made it.
        ["role", "note", "usedAt"],
        ["id", "hash", "madeBy", "madeAt", "expiresAt", "usedBy"],
      ),
    ],
  },
  {
    key: "consents",
    name: "What you agreed to",
    what: "What you agreed to, in which words, from when to when.",
    why: "To be able to show that we were allowed to, and to stop when you say so.",
    basis: "consent",
    until: UNTIL_GONE,
    tables: [
      table(
        "consents",
        "userId",
        "deleted",
        ["purpose", "version", "givenAt", "endedAt", "endedBy"],
        ["id", "userId", "heldPurpose"],
      ),
    ],
  },
  {
    key: "collections",
    name: "Your collections",
    what: "Their names, icons and descriptions, which books are in them since when and in which order, and the links by which you let others see them. Nobody sees them but those to whom you show them.",
    why: "They are what you come here for.",
    basis: "service",
    until: `Until you delete them, or your account; what you deleted, ${kept("deletedCollections")} longer, and what you merged ${kept("collectionMerges")}.`,
    tables: [
      table(
        "collections",
        "ownerId",
        "deleted",
        ["id", "name", "icon", "description", "sort", "query", "libraryId", "createdAt"],
        ["ownerId", "formerOwnerId", "deletedAt"],
      ),
      table(
        "collections",
        "formerOwnerId",
        "deleted",
        ["id", "name", "icon", "description", "sort", "query", "libraryId", "createdAt", "deletedAt"],
        ["ownerId", "formerOwnerId"],
      ),
      {
        // Who else put something in is theirs to know.
        ...table(
          "collection_books",
          "",
          "deleted",
          ["collectionId", "bookId", "addedAt", "position"],
          ["id", "addedById"],
        ),
        through: { column: "collectionId", table: "collections", by: ["ownerId", "formerOwnerId"] },
      },
      decided("collection_books", "addedById", ["bookId", "addedAt"], ["id", "collectionId", "addedById", "position"]),
      {
        ...table("collection_links", "", "deleted", ["collectionId", "namesOwner", "madeAt"], ["hash", "sealed"]),
        through: { column: "collectionId", table: "collections", by: ["ownerId", "formerOwnerId"] },
      },
      table(
        "collection_merges",
        "ownerId",
        "deleted",
        ["keptId", "goneId", "name", "icon", "state", "requestedAt", "endedAt"],
        ["id", "ownerId", "before"],
      ),
    ],
    link: { href: "/library", label: "Library" },
  },
  {
    key: "reading",
    name: "Your reading",
    what: "Which books you want to read, read now, have read or stopped, when, and how far you are; your stars and reviews; your goals; lines that you copied and your notes. Others see stars and reviews only as far as you say of each: nobody, your household, or everybody.",
    why: "So that you know what you read, and what you thought of it.",
    basis: "service",
    until: UNTIL_DELETED,
    tables: [
      table(
        "reader_works",
        "userId",
        "deleted",
        [
          ...["bookId", "status", "statusAt", "rating", "review", "hasSpoilers", "visibility", "reviewedAt"],
          ...["createdAt", "updatedAt"],
        ],
        ["id", "userId", "workId"],
      ),
      table(
        "readings",
        "userId",
        "deleted",
        [
          ...["id", "bookId", "startedOn", "endedOn", "outcome", "page", "percent", "pages", "importKey"],
          ...["createdAt", "updatedAt"],
        ],
        ["userId", "workId", "openWorkId"],
      ),
      {
        ...table("reading_progress", "", "deleted", ["readingId", "day", "page", "percent"], ["id"]),
        through: { column: "readingId", table: "readings", by: ["userId"] },
      },
      table("reading_goals", "userId", "deleted", ["year", "books"], ["id", "userId"]),
      table(
        "quotes",
        "userId",
        "deleted",
        ["id", "bookId", "kind", "text", "page", "importKey", "createdAt", "updatedAt"],
        ["userId"],
      ),
    ],
    link: { href: "/library/reading", label: "Reading" },
  },
  {
    key: "tags",
    name: "Your tags",
    what: "Words that you gave to books, and since when which book has which. Nobody but you sees them.",
    why: "So that you find books again by what they are to you.",
    basis: "service",
    until: UNTIL_DELETED,
    tables: [
      table("tags", "userId", "deleted", ["id", "name", "createdAt"], ["userId"]),
      {
        ...table("work_tags", "", "deleted", ["tagId", "workId", "bookId", "addedAt"], ["id"]),
        through: { column: "tagId", table: "tags", by: ["userId"] },
      },
    ],
    link: { href: "/library/tags", label: "Tags" },
  },
  {
    key: "copies",
    name: "Books that you own",
    what: "Which books you have, where each stands, its condition, when and from whom you got it, what you paid, and your notes. The members of your household see them too.",
    why: "So that you know what you own, and where it is.",
    basis: "service",
    until: UNTIL_DELETED,
    tables: [
      table(
        "copies",
        "ownerId",
        "deleted",
        [
          ...["id", "bookId", "placeId", "condition", "acquiredOn", "acquiredFrom", "price", "currency"],
          ...["isSigned", "notes", "createdAt", "seenAt", "seenPlaceId"],
        ],
        ["libraryId", "ownerId"],
      ),
    ],
    link: { href: "/library/places", label: "Places" },
  },
  {
    key: "household",
    name: "Your household",
    what: "With whom you share your shelves, since when, whether you look after it, and the links by which you invited others. Places are the household’s: they stay when you leave.",
    why: "So that those who live together see one library.",
    basis: "service",
    until: "Until you leave it, or delete your account. A link is gone when it was used, or a week after it was made.",
    tables: [
      table("library_members", "userId", "deleted", ["role", "joinedAt"], ["userId", "libraryId", "ownedLibraryId"]),
      table("library_invitations", "madeBy", "deleted", ["madeAt", "expiresAt"], ["id", "libraryId", "hash", "madeBy"]),
    ],
    link: { href: "/library/household", label: "Household" },
  },
  {
    key: "history",
    name: "Your history",
    what: "Which books you scanned, and when.",
    why: "So that you find a book again that you held in your hand.",
    basis: "service",
    until: UNTIL_DELETED,
    tables: [table("user_scans", "userId", "deleted", ["bookId", "timestamp"], ["id", "userId", "scanId"])],
    link: { href: "/history", label: "History" },
  },
  {
    key: "scans",
    name: "The log of your scans",
    what: "Of each scan: when it was, whether it was a cover or a barcode, what the answer was, and how sure. Not the photo.",
    why: "To count how good recognition is, and to let you say afterwards that an answer was wrong.",
    basis: "service",
    until: `Your name is on it for ${kept("namedScans")}, or until you clear your history. Without a name it stays.`,
    tables: [
      table(
        "scan_logs",
        "userId",
        "unnamed",
        ["requestId", "kind", "status", "message", "isbn", "bookId", "extra", "timestamp"],
        ["id", "userId"],
      ),
    ],
    link: { href: "/history", label: "History" },
  },
  {
    key: "feedback",
    name: "What you said of answers",
    what: "Whether an answer was right, which book it was instead, and your note.",
    why: "So that mistakes of the catalogue are mended.",
    basis: "service",
    until: "Until you take it back, clear your history or delete your account.",
    tables: [
      table(
        "scan_feedback",
        "userId",
        "deleted",
        ["verdict", "bookId", "rightBookId", "note", "state", "moderatedAt", "createdAt", "updatedAt"],
        ["id", "scanId", "userId", "moderatorId"],
      ),
    ],
    link: { href: "#feedback", label: "See and delete" },
  },
  {
    key: "photos",
    name: "Photos of your scans",
    what: "Only those that you agreed to have kept, without place and time. Of one that a moderator accepts only the straightened cover stays.",
    why: "So that other readers’ photos of the same book are recognised.",
    basis: "consent",
    until: `Until you take your agreement back. One that no moderator has looked at goes after ${kept("waitingPhotos")}.`,
    tables: [
      {
        ...table("scan_photos", "", "deleted", ["id", "consentVersion", "createdAt"], ["feedbackId", "coverId"]),
        through: { column: "feedbackId", table: "scan_feedback", by: ["userId"] },
      },
    ],
    link: { href: "#photos", label: "See and delete" },
  },
  {
    key: "wishes",
    name: "Books that you wait for",
    what: "Which books you asked for that the catalogue did not have, where you want them, and what you typed of them.",
    why: "To tell you when they have come.",
    basis: "service",
    until: UNTIL_DELETED,
    tables: [
      table(
        "pending_askers",
        "userId",
        "deleted",
        ["pendingId", "collectionId", "toldAt", "createdAt"],
        ["id", "userId"],
      ),
      decided(
        "pending_books",
        "typedById",
        ["isbn", "title", "author", "typed", "state", "dateAdded", "updatedAt"],
        [
          ...["id", "handle", "titleKey", "stucked", "reason", "message", "attempts", "nextTryAt", "candidates"],
          ...["typedById", "bookId", "timesAsked", "isAwaited"],
        ],
      ),
    ],
    link: { href: "#wishes", label: "See and delete" },
  },
  {
    key: "imports",
    name: "Files from other apps",
    what: "Files that you brought: their names, each row as it stood there, what we understood of it, and what became of it.",
    why: "So that you see what was brought, can mend what was not, and take it all back.",
    basis: "service",
    until: `Until you delete the file, or ${kept("imports")}; of more than ${IMPORTS_MAX} the oldest go when you bring another.`,
    tables: [
      table(
        "imports",
        "userId",
        "deleted",
        [
          "id",
          "format",
          "fileName",
          "state",
          "facts",
          "options",
          "createdAt",
          "startedAt",
          "endedAt",
          "forgottenAt",
          "updatedAt",
        ],
        ["userId"],
      ),
      {
        ...table(
          "import_rows",
          "",
          "deleted",
          ["importId", "line", "raw", "parsed", "state", "reason", "isbn", "bookId"],
          ["id", "rowKey", "added"],
        ),
        through: { column: "importId", table: "imports", by: ["userId"] },
      },
    ],
    link: { href: "/library/import", label: "Import" },
  },
  {
    key: "pictures",
    name: "Your own pictures of books",
    what: "Pictures of covers that you photographed: of each photo only the cover, straightened, without place and time.",
    why: "They stand for their books, or wait until a moderator has looked at them, also with a book that you asked for.",
    basis: "consent",
    until: `Until you delete them. One that was rejected or taken away goes after ${kept("sparePictures")}, one that waits with a book that nobody decides about after ${kept("waitingPictures")}.`,
    tables: [
      table(
        "covers",
        "userId",
        "deleted",
        ["id", "bookId", "width", "height", "bytes", "isPrimary", "createdAt"],
        ["source", "sha256", "mime", "phash", "provider", "isChosen", "primaryBookId", "userId"],
      ),
      table(
        "spare_covers",
        "userId",
        "deleted",
        ["id", "bookId", "state", "width", "height", "bytes", "createdAt", "decidedAt"],
        ["source", "provider", "sha256", "mime", "phash", "wasPrimary", "wasChosen", "userId", "decidedById"],
      ),
      table(
        "pending_covers",
        "userId",
        "deleted",
        ["id", "pendingId", "width", "height", "bytes", "createdAt"],
        ["sha256", "mime", "phash", "userId"],
      ),
    ],
    link: { href: "#pictures", label: "See and delete" },
  },
  {
    key: "brought",
    name: "Books that you brought",
    what: "Which books of the catalogue are there because of you.",
    why: "To thank you for them.",
    basis: "service",
    until: UNTIL_GONE,
    tables: [table("user_added_books", "userId", "deleted", ["bookId", "timestamp"], ["id", "userId"])],
  },
  {
    key: "curation",
    name: "What you did for the catalogue",
    what: "As a moderator: changes that you made to books, and what you decided about pictures, proposals, duplicates and feedback.",
    why: "So that changes can be understood and undone. Others rely on the books as they are.",
    basis: "catalogue",
    until: "What was changed stays changed. Your name is taken off it with your account.",
    tables: [
      table(
        "book_changes",
        "userId",
        "unnamed",
        ["bookId", "field", "kind", "oldValue", "newValue", "createdAt"],
        ["id", "oldOrigin", "newOrigin", "userId", "undoesId", "formerBookId"],
      ),
      decided(
        "book_proposals",
        "decidedById",
        ["bookId", "field", "value", "source", "state", "decidedAt"],
        ["id", "valueHash", "confidence", "saidAt", "changeId", "decidedById"],
      ),
      decided(
        "spare_covers",
        "decidedById",
        ["bookId", "state", "decidedAt"],
        [
          ...["id", "source", "provider", "sha256", "mime", "width", "height", "bytes", "phash"],
          ...["wasPrimary", "wasChosen", "userId", "decidedById", "createdAt"],
        ],
      ),
      decided(
        "duplicate_pairs",
        "decidedById",
        ["firstId", "secondId", "kind", "state", "decidedAt"],
        ["id", "score", "reasons", "evidence", "decidedById", "foundAt"],
      ),
      decided(
        "merges",
        "userId",
        ["kind", "keptId", "goneId", "title", "createdAt", "undoneAt"],
        ["id", "before", "userId", "undoneById"],
      ),
      decided(
        "merges",
        "undoneById",
        ["kind", "keptId", "goneId", "title", "undoneAt"],
        ["id", "before", "userId", "createdAt", "undoneById"],
      ),
      decided(
        "scan_feedback",
        "moderatorId",
        ["state", "moderatedAt"],
        // What is said there is another reader's.
        [
          ...["id", "scanId", "verdict", "bookId", "rightBookId", "note", "userId"],
          ...["moderatorId", "createdAt", "updatedAt"],
        ],
      ),
    ],
  },
  {
    key: "incidents",
    name: "Incidents",
    what: "Whether an incident, such as guessed passwords, touched your account, what administrators wrote of it, and what you were told and when. As an administrator: what you noted of incidents.",
    why: "So that we can tell you, and find out what happened.",
    basis: "safety",
    until: `Until ${kept("closedIncidents")} after it was closed, and no longer than you have an account: with that go your name and your address from what was written.`,
    tables: [
      table("security_incident_accounts", "userId", "deleted", ["incidentId", "notifiedAt", "readAt"], ["userId"]),
      decided("security_incident_notes", "authorId", ["incidentId", "writtenAt", "text"], ["id", "authorId"]),
    ],
  },
  {
    key: "exports",
    name: "Copies of your data",
    what: "When you asked for one, and the file while it waits for you.",
    why: "You asked for it.",
    basis: "service",
    until: `The file goes after ${kept("exports")}.`,
    tables: [
      table(
        "data_exports",
        "userId",
        "deleted",
        ["state", "bytes", "downloads", "requestedAt", "expiresAt"],
        ["id", "userId", "partsDone", "parts", "movedAt", "presentUserId"],
      ),
    ],
  },
  {
    key: "audit",
    name: "The log of what matters to safety",
    what: "When you joined, signed in, changed your password, made a key and the like, and what an administrator did to your account. It names you by a random reference and holds no names, addresses or words of yours.",
    why: "To find out what happened when something did, and to be able to prove it.",
    basis: "safety",
    until: "It stays. With your account goes what your reference means, so that its lines are nobody’s.",
    tables: [
      table(
        "audit_log",
        "actor",
        "unnamed",
        ["sequence", "at", "act", "subject", "details"],
        ["actor", "previousHash", "hash"],
      ),
      // What others did to the account.
      table(
        "audit_log",
        "subject",
        "unnamed",
        ["sequence", "at", "act", "details"],
        ["actor", "subject", "previousHash", "hash"],
      ),
    ],
  },
  {
    key: "logs",
    name: "Logs of the running site",
    what: "What was done on the site and how it ended, with the number of your account, which addresses of programs were asked for, and what went wrong. In memory: how many requests came from you lately.",
    why: "To mend what is broken, and so that nobody takes too much at once.",
    basis: "safety",
    until: `What went wrong for ${kept("logs")}, counts for a day at most; the running log for as long as whoever runs the machine keeps it.`,
    tables: [],
  },
];

/** All of it, in the order of the pages. */
export const HELD: readonly Held[] = HELD_LIST;

export const heldOf = (key: HeldKey): Held => {
  const held = HELD.find((one) => one.key === key);
  if (!held) throw new Error(`nothing is held as ${key}`);
  return held;
};

/** Names a table and a column of it as the database does: `scan_feedback.user_id`. */
export const columnName = ({ table: name, by }: Pick<HeldTable, "table" | "by">): string =>
  `${name}.${toSnakeCase(by)}`;

const toSnakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Every column that names a person. */
export const PERSON_COLUMNS: readonly string[] = HELD.flatMap(({ tables }) =>
  tables.filter(({ through }) => through === undefined).map(columnName),
);
