import path from "node:path";
import { parseIsbn } from "@/lib/catalog/rules";
import type { Picture } from "@/lib/covers/schema";
import type { CoverFileProblem } from "./schema";

const PICTURE = /\.(?:jpe?g|png|webp|avif|gif|heic)$/i;

/** The ISBN-13 that a file's name is, with or without hyphens, in either form; undefined for any other name. */
export function isbnOfFile(name: string): string | undefined {
  if (!PICTURE.test(name)) return undefined;
  const parsed = parseIsbn(path.basename(name).replace(PICTURE, ""));
  return typeof parsed === "string" ? undefined : parsed.isbn13;
}

/** Shortest side of a cover, pixels: on less there is hardly a title, and photos are not recognised by it. */
export const COVER_SIDE_MIN = 80;
/** A picture on which no two places differ more, of 255, shows nothing. */
const CONTRAST_MIN = 12;

/** Why a picture is no cover although it can be read. */
export function problemOf({ data, width, height }: Picture): "too_small" | "blank" | undefined {
  if (Math.min(width, height) < COVER_SIDE_MIN) return "too_small";
  let [darkest, lightest] = [255, 0];
  for (const value of data) {
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
    if (lightest - darkest > CONTRAST_MIN) return undefined;
  }
  return "blank";
}

export const EXPLANATIONS: Record<
  Exclude<CoverFileProblem, "heic" | "svg" | "animated" | "too_many_pixels">,
  string
> = {
  no_isbn_in_name: "The file is not named by an ISBN, or is no picture.",
  not_in_the_catalogue: "No book of the catalogue has this ISBN.",
  second_of_its_book: "Another file of the folder is of the same book.",
  has_own_picture: "The book has a picture that a person chose.",
  too_many_bytes: "The file is larger than a cover needs to be.",
  too_small: `The picture is less than ${COVER_SIDE_MIN} pixels wide or high.`,
  blank: "The picture is of one colour.",
  not_a_picture: "The file is not a picture that can be read.",
  broken: "The picture is damaged or incomplete.",
};
