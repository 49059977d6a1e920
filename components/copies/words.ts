import { sayDay } from "@/components/ui/day-words";
import { sayPrice } from "@/lib/copies/rules";
import type { Condition, CopyView } from "@/lib/copies/schema";

export const CONDITION_NAMES: Record<Condition, string> = {
  new: "New",
  fine: "Fine",
  "very good": "Very good",
  good: "Good",
  fair: "Fair",
  poor: "Poor",
};

const numbers = new Intl.NumberFormat("en");

/** "1 copy", "1,204 copies" */
export const countCopies = (count: number): string => `${numbers.format(count)} ${count === 1 ? "copy" : "copies"}`;

type Said = Pick<CopyView, "condition" | "isSigned" | "acquiredOn" | "acquiredFrom" | "price" | "currency" | "notes">;

/** "Very good · signed · 4 May 2019 from a market in Ghent for €12.50"; empty where nothing was said. */
export function sayDetails({ condition, isSigned, acquiredOn, acquiredFrom, price, currency, notes }: Said): string {
  const got = [
    acquiredOn && sayDay(acquiredOn),
    acquiredFrom && `from ${acquiredFrom}`,
    price !== null && currency && `for ${sayPrice(price, currency)}`,
  ];
  const parts = [
    condition && CONDITION_NAMES[condition],
    isSigned && "signed",
    got.filter(Boolean).join(" ") || null,
    notes,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** "You own this: Living room, B3", "Ana’s copy". */
export function sayCopy({ isMine, owner, place }: Pick<CopyView, "isMine" | "owner" | "place">): string {
  const subject = isMine ? "You own this" : `${owner}’s copy`;
  return place ? `${subject}: ${place}` : subject;
}
