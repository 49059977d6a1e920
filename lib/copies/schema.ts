import { z } from "zod";
import { givenBookName as isbn } from "@/lib/catalog/names/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import { isPastDay } from "@/lib/platform/day";
import { spelledId as id, namedMoment } from "@/lib/platform/given";
import { givenLine, givenText } from "@/lib/platform/text";

/** The grades of the trade, the best first. */
export const CONDITIONS = ["new", "fine", "very good", "good", "fair", "poor"] as const;
export type Condition = (typeof CONDITIONS)[number];

/** What fits into the column, far above what a book was ever sold for. */
export const PRICE_MAX = 999_999_999;
export const COPY_NOTES_MAX = 2_000;

const orNull = (text: string): string | null => (text === "" ? null : text);

/** What its owner says of a copy. */
const details = {
  placeId: id.nullable(),
  condition: z.enum(CONDITIONS).nullable(),
  acquiredOn: z.iso
    .date("Please give a whole date.")
    .refine(isPastDay, "This day is yet to come, or too long ago.")
    .nullable(),
  acquiredFrom: givenLine().max(200, "At most 200 characters.").transform(orNull).nullable(),
  price: z
    .number("Please write the price as a number.")
    .min(0, "A price is not below nothing.")
    .max(PRICE_MAX, "This is more than a book can cost.")
    .transform((price) => Math.round(price * 1_000) / 1_000)
    .nullable(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "Choose a currency.")
    .nullable(),
  isSigned: z.boolean(),
  notes: givenText().max(COPY_NOTES_MAX, "Notes have at most 2,000 characters.").transform(orNull).nullable(),
};

const hasCurrency = ({ price, currency }: { price: number | null; currency: string | null }): boolean =>
  (price === null) === (currency === null);
const NO_CURRENCY = { path: ["currency"], message: "A price needs its currency." };

export const NO_DETAILS = {
  ...{ placeId: null, condition: null, acquiredOn: null, acquiredFrom: null },
  ...{ price: null, currency: null, isSigned: false, notes: null },
} as const;

export const addCopyInput = z.object({ isbn, ...details }).refine(hasCurrency, NO_CURRENCY);
export type AddCopyInput = z.output<typeof addCopyInput>;

/** The same as a program writes it: what there is not to say is left out. */
export const addCopyBody = z
  .object({
    isbn,
    ...{ placeId: details.placeId.default(null), condition: details.condition.default(null) },
    ...{ acquiredOn: details.acquiredOn.default(null), acquiredFrom: details.acquiredFrom.default(null) },
    ...{ price: details.price.default(null), currency: details.currency.default(null) },
    ...{ isSigned: details.isSigned.default(false), notes: details.notes.default(null) },
  })
  .refine(hasCurrency, NO_CURRENCY);

/** All that is said of a copy. */
export const copyDetailsInput = z.object(details).refine(hasCurrency, NO_CURRENCY);

export const updateCopyInput = z.object({ copyId: id, ...details }).refine(hasCurrency, NO_CURRENCY);
export type UpdateCopyInput = z.output<typeof updateCopyInput>;
export type CopyDetails = Omit<UpdateCopyInput, "copyId">;

export const copyInput = z.object({ copyId: id });
export type CopyInput = z.output<typeof copyInput>;

/** A copy that was just made, and where it was put: it goes only while its owner has said nothing more of it. */
export const freshCopyInput = z.object({ copyId: id, placeId: id.nullable() });
export type FreshCopyInput = z.output<typeof freshCopyInput>;

export const ownBookInput = z.object({ isbn });
export type OwnBookInput = z.output<typeof ownBookInput>;

/** All that it takes to bring a deleted copy back. */
export const restoreCopyInput = z
  .object({ bookId: id, createdAt: namedMoment, ...details })
  .refine(hasCurrency, NO_CURRENCY);
export type RestoreCopyInput = z.output<typeof restoreCopyInput>;

/** So many copies are moved, and moved back, at once. */
export const MOVED_MAX = 20_000;

/** `placeId`: where they stand from now on; null: nowhere in particular. */
export const moveCopiesInput = z.object({
  copyIds: z.array(id).min(1, "Choose some books first.").max(MOVED_MAX),
  placeId: id.nullable(),
});
export type MoveCopiesInput = z.output<typeof moveCopiesInput>;

/** Everything that stands in a place or below it, or nowhere. */
export const moveAllInput = z.object({ fromId: id.nullable(), placeId: id.nullable() });
export type MoveAllInput = z.output<typeof moveAllInput>;

/** Copies, where each stood, and where it was moved to: what was moved on since stays. */
export const putBackInput = z.object({
  movedTo: id.nullable(),
  moves: z.array(z.tuple([id, id.nullable()])).max(MOVED_MAX),
});
export type PutBackInput = z.output<typeof putBackInput>;

/** Books that somebody puts into a place, one after the other. */
export const putAwayInput = z.object({ placeId: id, bookIds: z.array(id).min(1).max(MOVED_MAX) });
export type PutAwayInput = z.output<typeof putAwayInput>;

/** A copy as a list shows it. */
export type CopyView = CopyDetails & {
  id: number;
  bookId: number;
  owner: string;
  isMine: boolean;
  /** Where it stands, in words. */
  place: string | null;
  createdAt: Date;
};

/** A copy in a list of a place. */
export type PlacedCopy = CopyView & { book: BookSummary };
export type PlacedCopies = { copies: PlacedCopy[]; cursor: string | null };

/** What copies cost together, in one currency. */
export type Worth = { currency: string; sum: number; copies: number };

const COPIES_PER_STEP = 60;
const COPIES_PER_PAGE_MAX = 240;

/** The query string of a place's page. Whatever does not make sense falls back to the first page. */
export const placePage = z.object({
  after: z.string().max(4_000).optional().catch(undefined),
  shown: z.coerce.number().int().min(COPIES_PER_STEP).max(COPIES_PER_PAGE_MAX).catch(COPIES_PER_STEP),
});
export type PlacePage = z.output<typeof placePage>;

/** The page that shows more: the same one grown, or the one after `cursor`. */
export const placePageAfter = (page: PlacePage, cursor: string): PlacePage =>
  page.shown < COPIES_PER_PAGE_MAX
    ? { ...page, shown: page.shown + COPIES_PER_STEP }
    : { after: cursor, shown: COPIES_PER_STEP };

/** The address of a place's page; null: of what stands nowhere. */
export function placeHref(id: number | null, { after, shown }: Partial<PlacePage> = {}): string {
  const query = new URLSearchParams();
  if (after) query.set("after", after);
  if (shown && shown !== COPIES_PER_STEP) query.set("shown", String(shown));
  return `/library/places/${id ?? "nowhere"}${query.size > 0 ? `?${query}` : ""}`;
}

/** The address of the scanner in a mode that is about a place. */
export const scanHref = (mode: "add" | "move" | "check", placeId: number): string => `/?mode=${mode}&place=${placeId}`;
