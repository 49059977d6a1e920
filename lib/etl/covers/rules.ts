import path from "node:path";
import { parseIsbn } from "@/lib/catalog/rules";
import { COVER_SIDE_MIN, isBlank, isTooSmall } from "@/lib/covers/rules";
import type { Picture } from "@/lib/covers/schema";
import type { CoverFileProblem } from "./schema";

const PICTURE = /\.(?:jpe?g|png|webp|avif|gif|heic)$/i;

/** The ISBN-13 that a file's name is, with or without hyphens, in either form; undefined for any other name. */
export function isbnOfFile(name: string): string | undefined {
  if (!PICTURE.test(name)) return undefined;
  const parsed = parseIsbn(path.basename(name).replace(PICTURE, ""));
  return typeof parsed === "string" ? undefined : parsed.isbn13;
}

/** Why a picture is no cover although it can be read. Its shape is not looked at: somebody has named it by the book. */
export function problemOf(picture: Picture): "too_small" | "blank" | undefined {
  if (isTooSmall(picture)) return "too_small";
  return isBlank(picture) ? "blank" : undefined;
}

export const EXPLANATIONS: Record<
  Exclude<CoverFileProblem, "heic" | "svg" | "animated" | "too_many_pixels">,
  string
> = {
  no_isbn_in_name: "The file is not named by an ISBN, or is no picture.",
  not_in_the_catalogue: "No book of the catalogue has this ISBN.",
  second_of_its_book: "Another file of the folder is of the same book.",
  has_own_picture: "The book has a picture that a person chose.",
  refused_before: "Somebody has rejected a picture that looks like this one, or taken it away.",
  unreadable: "The file or folder cannot be read, or the link leads to no file.",
  too_many_bytes: "The file is larger than a cover needs to be.",
  too_small: `The picture is less than ${COVER_SIDE_MIN} pixels wide or high.`,
  blank: "The picture is of one colour, or nearly so.",
  not_a_picture: "The file is not a picture that can be read.",
  broken: "The picture is damaged or incomplete.",
};
