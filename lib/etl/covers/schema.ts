import type { PictureProblem } from "@/lib/covers/schema";

/** Why a file was not taken as a cover. */
export type CoverFileProblem =
  | PictureProblem
  | "no_isbn_in_name"
  | "not_in_the_catalogue"
  | "second_of_its_book"
  | "has_own_picture"
  | "refused_before"
  | "unreadable"
  | "too_many_bytes"
  | "blank";

export type RejectedFile = { file: string; problem: CoverFileProblem; explanation: string };
