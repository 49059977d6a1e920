import { sayDay } from "@/components/ui/day-words";
import type { Reading, Visibility } from "@/lib/reading/schema";

export const VISIBILITY_WORDS: Record<Visibility, string> = {
  private: "Only you",
  friends: "Your household",
  public: "Everybody",
};

/** "3.5 of 5 stars", "1 of 5 stars" */
export const sayStars = (rating: number): string => `${rating} of 5 stars`;

/** "1 May 2024 – 9 May 2024", "finished, nobody knows when" */
export function sayDays({ startedOn, endedOn, outcome }: Pick<Reading, "startedOn" | "endedOn" | "outcome">): string {
  if (outcome === "reading") return startedOn ? `since ${sayDay(startedOn)}` : "begun some time ago";
  if (startedOn && endedOn)
    return startedOn === endedOn ? sayDay(endedOn) : `${sayDay(startedOn)} – ${sayDay(endedOn)}`;
  if (endedOn) return `until ${sayDay(endedOn)}`;
  return startedOn ? `begun ${sayDay(startedOn)}` : "some time";
}

const numbers = new Intl.NumberFormat("en");

/** "Page 120 of 320, 38 %", "38 %", "Page 120" */
export function sayPlace({ page, percent, pages }: Pick<Reading, "page" | "percent" | "pages">): string | null {
  const share = percent === null ? null : `${percent} %`;
  if (page === null) return share;
  const words = pages ? `Page ${numbers.format(page)} of ${numbers.format(pages)}` : `Page ${numbers.format(page)}`;
  return share ? `${words}, ${share}` : words;
}
