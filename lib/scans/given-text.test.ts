import { expect, it } from "vitest";
import { bookEdits } from "@/lib/catalog/provenance/schema";
import { giveFeedbackInput } from "./feedback/schema";
import { askByTitleInput, typedBook } from "./pending/schema";

const TRICK = " a\u0000b\u202ec ";

it("takes what nobody sees out of notes and titles", () => {
  const said = { requestId: "0190f3c2-6f6b-7e9a-9d0e-2f5d3c1b7a10", verdict: "rejected", note: TRICK };
  expect(giveFeedbackInput.parse(said).note).toBe("abc");
  expect(giveFeedbackInput.parse({ ...said, note: "\u0000\u202e" }).note).toBeNull();
  expect(askByTitleInput.parse({ title: TRICK, author: TRICK })).toMatchObject({ title: "abc", author: "abc" });
  expect(askByTitleInput.safeParse({ title: "\u0000" }).success).toBe(false);
  expect(askByTitleInput.parse({ title: "a", author: "\u202e" }).author).toBeNull();
  expect(bookEdits.parse({ title: TRICK, description: "a\nb\u0000" })).toEqual({ title: "abc", description: "a\nb" });
  const typed = typedBook.parse({ title: TRICK, subtitle: TRICK, authors: [TRICK], publisher: TRICK });
  expect(typed).toMatchObject({ title: "abc", subtitle: "abc", authors: ["abc"], publisher: "abc" });
});
