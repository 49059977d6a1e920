import type { PendingResponse } from "@/lib/scans/pending/schema";

type Told = Pick<PendingResponse, "status" | "stucked" | "reason" | "next_try_at">;

/** Whether a page should go on asking how it stands. */
export const isMoving = ({ status, stucked }: Told): boolean =>
  (status === "pending" || status === "found") && !stucked;

/** It is in the catalogue: its page is there. */
export const hasCome = ({ status }: Told): boolean => status === "found" || status === "ready";

/** Nobody who was asked knows it: its reader can say more. */
export const needsReader = ({ status, reason }: Told): boolean => status === "unknown" && reason !== "typed";

/** Where a pending book stands, in a heading and a sentence for its reader. */
export function wordsOf(pending: Told): { title: string; text: string } {
  const { status, stucked, reason, next_try_at } = pending;
  if (status === "rejected")
    return { title: "This will not be added", text: "A moderator has looked at it and decided against it." };
  if (hasCome(pending)) return { title: "Here it is", text: "It is in the catalogue now." };
  if (stucked)
    return {
      title: "It takes longer than usual",
      text: `The catalogues that are asked do not answer. Nothing is lost: it is looked up again by itself${
        next_try_at ? ` after ${timeOf(next_try_at)}` : ""
      }.`,
    };
  if (status === "pending")
    return reason === "unanswered"
      ? {
          title: "Still looking",
          text: "The catalogues that are asked do not answer yet. It is tried again right now.",
        }
      : { title: "Looking it up", text: "It is new here, so other catalogues are being asked." };
  switch (reason) {
    case "offline":
      return {
        title: "Nobody was asked",
        text: "This site asks no other catalogue about books. You can type in what stands in the book.",
      };
    case "choose":
      return { title: "Is it one of these?", text: "Other catalogues know books that may be meant." };
    case "typed":
      return { title: "Thank you", text: "What you typed waits for a moderator. You will be told when it is here." };
    default:
      return {
        title: "Nobody knows it",
        text: "None of the catalogues that were asked knows this book. You can type in what stands in it.",
      };
  }
}

const timeOf = (iso: string): string =>
  new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
