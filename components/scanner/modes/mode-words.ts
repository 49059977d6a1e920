import type { Mode } from "./modes";

/** `lead` says what happens with each book that is scanned; `act` stands on the button that does it with a single one. */
export const MODE_WORDS: Record<Mode, { label: string; lead: string; act: string }> = {
  look: { label: "What is it?", lead: "Shows each book that you scan.", act: "Show it" },
  add: { label: "Add", lead: "Adds each book that you scan, one after the other.", act: "Add this one" },
  own: {
    label: "Do I own it?",
    lead: "Says whether you have the book, and where. Changes nothing.",
    act: "Do I own this one?",
  },
  want: { label: "Want", lead: "Puts each book on your list to read.", act: "Want this one" },
  move: { label: "Move", lead: "Each book that you scan stands in this place from then on.", act: "Move this one" },
  check: {
    label: "Check a shelf",
    lead: "Scan all that stands there: what is missing and what belongs elsewhere comes out.",
    act: "This one stands here",
  },
};
