/** Why something is kept, as the law tells reasons apart. */
export type Basis = "service" | "consent" | "safety" | "catalogue";

/** What becomes of rows when the account is erased: they go, or stay without the person. */
export type Afterwards = "deleted" | "unnamed";

/** A table that holds something on a person. Names of columns are those of db/schema. */
export type HeldTable = {
  table: string;
  /** The column that names the person. */
  by: string;
  /** Where the rows hang on rows of another table, which names the person: this one's column, and that table. */
  through?: { column: string; table: string; by: readonly string[] };
  afterwards: Afterwards;
  /** What the person gets of each row. */
  given: readonly string[];
  /** What is not handed out: secrets, and what is of others. */
  withheld: readonly string[];
};

export const HELD_KEYS = [
  "account",
  "waysIn",
  "sessions",
  "letters",
  "consents",
  "collections",
  "reading",
  "tags",
  "copies",
  "household",
  "history",
  "scans",
  "feedback",
  "photos",
  "wishes",
  "imports",
  "pictures",
  "brought",
  "curation",
  "incidents",
  "exports",
  "audit",
  "logs",
] as const;
export type HeldKey = (typeof HELD_KEYS)[number];

/** One thing that is held on people, in words for them. */
export type Held = {
  key: HeldKey;
  name: string;
  what: string;
  why: string;
  basis: Basis;
  /** Until when, as a sentence; made of the rules of retention where one of them says it. */
  until: string;
  tables: readonly HeldTable[];
  /** Where it can be seen or changed. */
  link?: { href: string; label: string };
};

/** How much of each thing there is of a reader. */
export type HeldCounts = Record<HeldKey, number>;
