import { fail, ok } from "@/lib/platform/result";
import type { ScanStatus } from "../schema";
import type { Verdict } from "./schema";

type Edition = { id: number; workId: number };

/** What the scan answered; `book` is the one that it was sure of. */
export type Answered = { status: ScanStatus; book: Edition | undefined };

/** What the reader says: about which book, and which one is right. */
export type Said = { verdict: Verdict; about?: Edition; right?: Edition };

type Judged = { verdict: Verdict; bookId: number | null; rightBookId: number | null };

const judged = (verdict: Verdict, book: Edition | undefined, right: Edition | undefined) =>
  ok({ verdict, bookId: book?.id ?? null, rightBookId: right?.id ?? null } satisfies Judged);

/**
 * What a verdict says of which books, or why it cannot be said of this answer. To call the answer wrong and name another
 * edition of its work is to say "wrong edition", in whichever words it came.
 */
export function judgeFeedback({ status, book: answered }: Answered, { verdict, about, right }: Said) {
  if (status === "rejected" || status === "pending") return noAnswer();
  const shown = about ?? answered;
  switch (verdict) {
    case "confirmed": {
      const confirmed = right ?? shown;
      if (!confirmed) return bookNeeded();
      if (answered && confirmed.id !== answered.id) return contradiction();
      return judged(verdict, answered, confirmed);
    }
    case "rejected": {
      if (!answered) return noAnswer();
      if (right?.id === answered.id) return contradiction();
      return judged(right?.workId === answered.workId ? "wrong_edition" : verdict, answered, right);
    }
    case "wrong_edition": {
      if (!shown || !right) return bookNeeded();
      if (right.id === shown.id || right.workId !== shown.workId) {
        return fail("not_another_edition", "These are not two editions of one work.");
      }
      return judged(verdict, shown, right);
    }
    case "not_in_list":
      return right ? contradiction() : judged(verdict, answered, undefined);
    case "bad_cover": {
      if (!shown) return bookNeeded();
      if (right && right.id !== shown.id) return contradiction();
      return judged(verdict, shown, shown);
    }
  }
}

const noAnswer = () => fail("no_answer", "This scan named no book that could be called wrong.");
const bookNeeded = () => fail("book_needed", "Please say which book it is.");
const contradiction = () => fail("contradiction", "The verdict and the books that came with it contradict each other.");

/** The book that a scan puts into its reader's history: the one that was recognised, unless the reader knew better. */
export function historyBookId(
  scan: { status: ScanStatus; bookId: number | null },
  feedback: { rightBookId: number | null } | undefined,
): number | null {
  if (feedback) return feedback.rightBookId;
  return scan.status === "match" ? scan.bookId : null;
}

/** "Right" is good to know and leaves nothing to do; all else is for a moderator's eyes. */
export const waitsForModerator = (feedback: { verdict: Verdict; note: string | null; hasPhoto: boolean }): boolean =>
  feedback.verdict !== "confirmed" || feedback.note !== null || feedback.hasPhoto;
