import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { bigint, boolean, index, int, json, mysqlTable, uniqueIndex, varchar } from "drizzle-orm/mysql-core";
import { instant, instantNow } from "./columns";

export const users = mysqlTable(
  "users",
  {
    id: int().autoincrement().primaryKey(),
    username: varchar({ length: 50 }).notNull(),
    email: varchar({ length: 254 }),
    /** When a letter to the address was answered; null for one that was only typed. */
    emailVerifiedAt: instant(),
    /** Null for who signs in through another service or with a passkey alone. */
    passwordHash: varchar({ length: 255 }),
    role: varchar({ length: 20, enum: ["user", "moderator", "admin"] })
      .notNull()
      .default("user"),
    dateJoined: instantNow(),
    /** Random; what the audit log says instead of a name, so that it can stay as it is when the account is erased. */
    auditRef: varchar({ length: 36 })
      .notNull()
      .$defaultFn(() => randomUUID()),
    /** When the account is erased, where its owner asked for that: until then nothing of it is shown or can be used. */
    erasureDueAt: instant(),
  },
  (table) => [
    index("users_erasure").on(table.erasureDueAt),
    uniqueIndex("users_username").on(table.username),
    uniqueIndex("users_email").on(table.email),
    uniqueIndex("users_audit_ref").on(table.auditRef),
    index("users_role").on(table.role),
  ],
);

/** Where somebody is signed in: a browser's cookie and a program's token carry the id, and are worth nothing without the row. */
export const sessions = mysqlTable(
  "sessions",
  {
    /** Random. */
    id: varchar({ length: 36 }).primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    kind: varchar({ length: 10, enum: ["browser", "token"] }).notNull(),
    /** What the reader knows the device by, of its own words: "Firefox on Android". */
    device: varchar({ length: 100 }).notNull(),
    address: varchar({ length: 45 }).notNull(),
    startedAt: instantNow(),
    lastSeenAt: instantNow(),
    expiresAt: instant().notNull(),
    /** Begun with a passkey, or with a password and a code. */
    hasTwoFactors: boolean().notNull().default(false),
  },
  (table) => [index("sessions_user").on(table.userId), index("sessions_expiry").on(table.expiresAt)],
);

/**
 * What a reader agreed to, in which version of the words, from when to when. Rows are never taken away as long as the
 * account is there: they are the proof.
 */
export const consents = mysqlTable(
  "consents",
  {
    id: int().autoincrement().primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** See lib/accounts/consents. */
    purpose: varchar({ length: 40 }).notNull(),
    version: int().notNull(),
    givenAt: instantNow(),
    /** Null as long as it holds. */
    endedAt: instant(),
    endedBy: varchar({ length: 10, enum: ["reader", "newer"] }),
    /** Holds the purpose only as long as the consent holds: the unique index lets it hold once. */
    heldPurpose: varchar({ length: 40 }).generatedAlwaysAs(sql`if(ended_at is null, purpose, null)`, {
      mode: "virtual",
    }),
  },
  (table) => [uniqueIndex("consents_held").on(table.userId, table.heldPurpose)],
);

/** Keys by which programs act in a reader's name, as far as their scopes reach. */
export const apiKeys = mysqlTable(
  "api_keys",
  {
    /** Random, in hexadecimal; stands in the key, in lists and in the audit log. */
    id: varchar({ length: 16 }).primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: varchar({ length: 60 }).notNull(),
    /** SHA-256 of its secret, which is kept nowhere. */
    secretHash: varchar({ length: 64 }).notNull(),
    scopes: json().$type<string[]>().notNull(),
    createdAt: instantNow(),
    /** Null for one that does not end by itself. */
    expiresAt: instant(),
    lastUsedAt: instant(),
  },
  (table) => [index("api_keys_user").on(table.userId)],
);

/** Acts that matter to safety, in the order they happened; each line carries the hash of the one before. Never changed. */
export const auditLog = mysqlTable(
  "audit_log",
  {
    /** 1, 2, 3 … without a gap: a line that was taken out shows. */
    sequence: bigint({ mode: "number" }).primaryKey(),
    at: instant().notNull(),
    act: varchar({ length: 60 }).notNull(),
    /** `auditRef` of who did it; null for nobody who was signed in, and for the site itself. */
    actor: varchar({ length: 36 }),
    /** What it was done to: "user:<auditRef>", "key:7". */
    subject: varchar({ length: 100 }),
    /** Figures and slugs; no names, addresses or words of people. */
    details: json().$type<Record<string, string | number | boolean | null>>().notNull(),
    previousHash: varchar({ length: 64 }).notNull(),
    hash: varchar({ length: 64 }).notNull(),
  },
  (table) => [index("audit_log_actor").on(table.actor), index("audit_log_act").on(table.act, table.sequence)],
);

/** The end of the log: one row, held while a line is added, so that lines are added one after another. */
export const auditHead = mysqlTable("audit_head", {
  id: int().primaryKey(),
  sequence: bigint({ mode: "number" }).notNull(),
  hash: varchar({ length: 64 }).notNull(),
});

/** The account that was the site's first: one row at most, which its key decides. It goes with the account. */
export const firstAccount = mysqlTable("first_account", {
  id: int().primaryKey(),
  userId: int()
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
});

/**
 * Letters that are to be sent or were, and the one-time links in them. A row goes when its link is used or has run out, and
 * with it the address.
 */
export const letters = mysqlTable(
  "letters",
  {
    /** Random. */
    id: varchar({ length: 36 }).primaryKey(),
    kind: varchar({
      length: 20,
      enum: [
        "reset_password",
        "confirm_address",
        "password_changed",
        "address_changed",
        "erasure_requested",
        "security_notice",
        "incident_opened",
        "factor_on",
        "factor_off",
        "factor_guessed_at",
        "recovery_code_used",
        "passkey_added",
        "identity_linked",
      ],
    }).notNull(),
    /** Null until somebody has looked whose address it is. */
    userId: int().references(() => users.id, { onDelete: "cascade" }),
    address: varchar({ length: 254 }).notNull(),
    /** SHA-256 of the link's secret, which stands in the letter alone; null for a letter without, and for one not written yet. */
    hash: varchar({ length: 64 }),
    askedAt: instantNow(),
    expiresAt: instant().notNull(),
    sentAt: instant(),
  },
  (table) => [
    uniqueIndex("letters_hash").on(table.hash),
    index("letters_user").on(table.userId, table.kind),
    index("letters_expiry").on(table.expiresAt),
  ],
);

/** Links by which one person each may sign up. */
export const invitations = mysqlTable(
  "invitations",
  {
    id: int().autoincrement().primaryKey(),
    /** SHA-256 of the secret, which stands in the link alone. */
    hash: varchar({ length: 64 }).notNull(),
    role: varchar({ length: 20, enum: ["user", "moderator"] }).notNull(),
    /** Whom it is for, in the words of who made it. */
    note: varchar({ length: 100 }),
    madeBy: int().references(() => users.id, { onDelete: "set null" }),
    madeAt: instantNow(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    usedBy: int().references(() => users.id, { onDelete: "set null" }),
  },
  (table) => [uniqueIndex("invitations_hash").on(table.hash)],
);

/** An account's second factor: an app that shows six digits for half a minute each. */
export const secondFactors = mysqlTable("second_factors", {
  userId: int()
    .primaryKey()
    .references(() => users.id, { onDelete: "cascade" }),
  /** Sealed with a key made of AUTH_SECRET. */
  secret: varchar({ length: 255 }).notNull(),
  /** Null until a first code was typed: until then it counts for nothing. */
  confirmedAt: instant(),
  /** The half minute whose digits were used last; these and older ones are worth nothing any more. */
  lastStep: int().notNull().default(0),
  /** Wrong digits since the last right ones. */
  failures: int().notNull().default(0),
  lastFailedAt: instant(),
});

/** Codes for who has lost the phone, each for once. */
export const recoveryCodes = mysqlTable(
  "recovery_codes",
  {
    id: int().autoincrement().primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** SHA-256 of the code: 80 random bits. */
    hash: varchar({ length: 64 }).notNull(),
    usedAt: instant(),
  },
  (table) => [uniqueIndex("recovery_codes_hash").on(table.userId, table.hash)],
);

/** Keys on readers' own devices, or in their password managers, by which they sign in without a password. */
export const passkeys = mysqlTable(
  "passkeys",
  {
    /** Random; ours. */
    id: varchar({ length: 36 }).primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: varchar({ length: 100 }).notNull(),
    /** The authenticator's own id for it, in base64url. */
    credentialId: varchar({ length: 1400 }).notNull(),
    /** SHA-256 of that id: texts are compared here without regard to capitals, and so must it not be found. */
    credentialHash: varchar({ length: 64 }).notNull(),
    /** COSE, in base64url. */
    publicKey: varchar({ length: 4000 }).notNull(),
    /** How often it was used, where the authenticator counts; else 0. */
    counter: bigint({ mode: "number" }).notNull(),
    transports: json().$type<string[]>().notNull(),
    /** What the authenticator knows the account by: random, one for all passkeys of an account. */
    userHandle: varchar({ length: 100 }).notNull(),
    isSynced: boolean().notNull(),
    addedAt: instantNow(),
    lastUsedAt: instant(),
  },
  (table) => [uniqueIndex("passkeys_credential").on(table.credentialHash), index("passkeys_user").on(table.userId)],
);

/** Who somebody is at the service that readers may sign in through (OpenID Connect). */
export const identities = mysqlTable(
  "identities",
  {
    id: int().autoincrement().primaryKey(),
    userId: int()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    issuer: varchar({ length: 255 }).notNull(),
    subject: varchar({ length: 255 }).notNull(),
    /** SHA-256 of both: texts are compared here without regard to capitals, which a subject tells apart. */
    hash: varchar({ length: 64 }).notNull(),
    /** What the service calls the person, so that the reader knows which one it is. */
    name: varchar({ length: 100 }).notNull(),
    linkedAt: instantNow(),
    lastUsedAt: instant(),
  },
  (table) => [uniqueIndex("identities_hash").on(table.hash), index("identities_user").on(table.userId)],
);
