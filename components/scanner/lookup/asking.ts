import { type Answer, getBook, lookUpIsbn, matchPhoto } from "./lookup-client";
import type { Question } from "./question";

/** What a picture shows beside its cover: a barcode to ask for instead, the name of a code that is no book's, or nothing. */
export type Beside = Question | { note: string } | null;

/** What is asked, and what may come meanwhile. */
export type Asking = { question: Question; surer: Promise<Beside> | null };

type Asked = { question: Question; answer: Answer };

/**
 * Asks. Where a surer question comes before a sure answer, it is asked instead and the first one dropped. Rejects only when
 * `signal` is aborted.
 */
export async function ask({ question, surer }: Asking, signal: AbortSignal): Promise<Asked> {
  if (!surer) return { question, answer: await answerOf(question, signal) };
  const first = new AbortController();
  const onAbort = () => first.abort(signal.reason);
  signal.addEventListener("abort", onAbort);
  try {
    const answered = answerOf(question, first.signal);
    const better = await Promise.race([surer, answered.then((answer) => (isSettled(answer) ? null : surer))]);
    if (!better) return { question, answer: await answered };
    if ("note" in better) return { question, answer: noting(better.note, await answered) };
    first.abort();
    return { question: better, answer: await answerOf(better, signal) };
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** A cover that was found is an answer, and so is that nobody can be asked; that nothing was found may change. */
const isSettled = (answer: Answer): boolean => !answer.ok || answer.finding.kind === "match";

/** A photo of a code that is no book's is mostly of nothing else. */
function noting(note: string, answer: Answer): Answer {
  if (!answer.ok || answer.finding.kind !== "unknown") return answer;
  return { ok: true, finding: { ...answer.finding, reasons: [note, ...answer.finding.reasons] } };
}

function answerOf(question: Question, signal: AbortSignal): Promise<Answer> {
  switch (question.kind) {
    case "photo":
      return matchPhoto(question.photo, signal);
    case "isbn":
      return lookUpIsbn(question.isbn13, signal);
    case "book":
      return getBook(question.isbn, signal);
  }
}
