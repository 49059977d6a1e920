import { z } from "zod";
import { bookAnswer, toBookAnswer } from "@/lib/catalog/answers/schema";
import { CONDITIONS, type PlacedCopy } from "../schema";

const details = {
  placeId: z.int().nullable().describe("Null: nowhere in particular."),
  condition: z.enum(CONDITIONS).nullable(),
  acquiredOn: z.string().nullable().describe("A day: 2024-05-31."),
  acquiredFrom: z.string().nullable(),
  price: z.number().nullable(),
  currency: z.string().nullable(),
  isSigned: z.boolean(),
  notes: z.string().nullable(),
};

/** What its owner says of a copy, also what an import has brought that nobody would type. */
export const detailsAnswer = z.object(details);

const copy = {
  ...{ id: z.int(), bookId: z.int() },
  ...details,
  owner: z.string(),
  isMine: z.boolean().describe("Its owner alone changes it; every member of the household says where it stands."),
  place: z.string().nullable().describe("Where it stands, in words."),
  createdAt: z.date(),
};

export const copyAnswer = z.object(copy).meta({ id: "Copy" });
export const placedCopyAnswer = z.object({ ...copy, book: bookAnswer }).meta({ id: "PlacedCopy" });

export const toPlacedAnswer = ({ book, ...copy }: PlacedCopy): z.input<typeof placedCopyAnswer> => ({
  ...copy,
  book: toBookAnswer(book),
});
