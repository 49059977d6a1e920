import type { Kind, Reason } from "@/lib/duplicates/schema";
import { percent } from "./field-words";

export const KIND_NAMES: Record<Kind, string> = { book: "Same book", edition: "Editions", cover: "Same picture" };

/** What a pair of a kind is about, for the person who decides. */
export const KIND_LEADS: Record<Kind, string> = {
  book: "These two seem to be one book that came twice.",
  edition: "These two seem to be editions of one text: they stay two books, and can be joined as one work.",
  cover: "One picture on two books. It may be a publisher’s placeholder, or stand with the wrong one.",
};

/** Why a pair stands here: "the same title and author". */
export function reasonWords({ reason, value = 0 }: Reason): string {
  switch (reason) {
    case "isbn":
      return "the same ISBN";
    case "alias_isbn":
      return "the ISBN of one is a further one of the other";
    case "title_author":
      return "the same title and author";
    case "exact_hash":
      return "the same picture file";
    case "phash_match":
      return value === 0
        ? "pictures that look the same"
        : `pictures that look nearly the same (${value} of 64 bits differ)`;
    case "embedding_similarity":
      return `covers that are alike (${percent(value)})`;
    case "person":
      return "somebody put them side by side";
  }
}

/** "1 collection", "3 collections". */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
