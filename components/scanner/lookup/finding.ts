import type { BookResponse, EditionResponse } from "@/lib/catalog/answers/schema";
import type { BookSummary } from "@/lib/catalog/schema";
import type { MatchResponse, MatchResponseCandidate } from "@/lib/identify/schema";
import type { SearchResponse } from "@/lib/search/schema";

/** A book as far as the result sheet shows it, whichever way it was found. */
export type FoundBook = Omit<BookSummary, "genres" | "coverVersion"> & {
  /** The REST interface does not tell the version of a cover; without one the browser asks whether it changed. */
  coverVersion: "";
};

export type Candidate = {
  book: FoundBook;
  /** Probability, 0 to 1; null where nothing was guessed. */
  confidence: number | null;
  /** Another edition of the text that the first answer is of. */
  isSameWork: boolean;
  /** Where its cover lies in the photo, corner by corner as fractions of the sides; null: not known. */
  outline: MatchResponse["outline"];
};

/** The handle of the scan of a cover, under which the reader can say whether the answer was right; null where nothing was guessed. */
type Handle = { requestId: string | null };

/** The answer to one scan, as the sheet shows it. */
export type Finding =
  | ({ kind: "match"; best: Candidate; alternatives: Candidate[]; reasons: string[] } & Handle)
  | ({ kind: "unsure"; candidates: Candidate[]; reasons: string[] } & Handle)
  | ({ kind: "unknown"; lookAlikes: Candidate[]; reasons: string[] } & Handle)
  /** `id` is its name while it is on its way. */
  | { kind: "pending"; isbn: string; id: string };

/** The JSON of a book in the REST interface, as far as it is read here. */
export type BookJson = Pick<
  BookResponse,
  "isbn" | "isbn13" | "title" | "subtitle" | "authors" | "language_code" | "cover_url" | "publication_date"
>;

/** What is less likely than this is shown as "0 %", which is no offer. */
const CONFIDENCE_SHOWN_MIN = 0.01;
/** That many are shown in any case where the answer is not sure. */
const SHOWN_MIN = 3;

/** From the answer of `POST /match`. A match without its book, which the contract excludes, counts as unknown. */
export function findingOfMatch(answer: MatchResponse): Finding {
  const best = bestOf(answer);
  const others = answer.alternatives.map(candidateOf).filter(({ book }) => book.isbn !== best?.book.isbn);
  const { reasons, requestId } = answer;
  if (answer.status === "match" && best) return { kind: "match", best, alternatives: others, reasons, requestId };
  const candidates = (best ? [best, ...others] : others).filter((one, at) => at < SHOWN_MIN || isLikely(one));
  if (answer.status === "unsure" && candidates.length > 0) return { kind: "unsure", candidates, reasons, requestId };
  return { kind: "unknown", lookAlikes: candidates, reasons, requestId };
}

/** From the book that an ISBN names: nothing was guessed, so there is no probability and no alternative. */
export function findingOfBook(book: BookJson, reason: string): Finding {
  return {
    kind: "match",
    best: named({ ...book, year: yearOf(book.publication_date) }),
    alternatives: [],
    reasons: [reason],
    requestId: null,
  };
}

/** From an edition of a work's list. */
export const candidateOfEdition = (edition: EditionResponse): Candidate => ({
  ...named(edition),
  isSameWork: true,
});

/** From a hit of a search for words. */
export const candidateOfHit = (hit: SearchResponse): Candidate => named({ ...hit, subtitle: null });

/** From a book of the catalogue, found another way than by its cover. */
export function candidateOfBook(book: Omit<FoundBook, "coverVersion">): Candidate {
  const { isbn, isbn13, title, subtitle, authors, year, languageCode, coverFile } = book;
  const found = { isbn, isbn13, title, subtitle, authors, year, languageCode, coverFile, coverVersion: "" as const };
  return { book: found, ...NOT_GUESSED };
}

/** What is left open beside the shown book: other editions of its text, and other books that are not all but excluded. */
export function leftOpen(shown: Candidate, others: Candidate[]): { editions: Candidate[]; rivals: Candidate[] } {
  const isEdition = (one: Candidate) => shown.isSameWork && one.isSameWork;
  return {
    editions: others.filter(isEdition),
    rivals: others.filter((one) => !isEdition(one) && isLikely(one)),
  };
}

/** The handle of the scan behind a finding. */
export const handleOf = (finding: Finding): string | null => (finding.kind === "pending" ? null : finding.requestId);

/** All books that the answer named, best first. */
export function candidatesOf(finding: Finding): Candidate[] {
  switch (finding.kind) {
    case "match":
      return [finding.best, ...finding.alternatives];
    case "unsure":
      return finding.candidates;
    case "unknown":
      return finding.lookAlikes;
    case "pending":
      return [];
  }
}

/** One sentence for screen readers. */
export function announcementOf(finding: Finding): string {
  switch (finding.kind) {
    case "match": {
      const { title, authors } = finding.best.book;
      return `Found: ${title}${authors[0] ? ` by ${authors[0]}` : ""}.`;
    }
    case "unsure":
      return `Not sure. Choose from ${finding.candidates.length} books.`;
    case "unknown":
      return "We did not recognise this cover.";
    case "pending":
      return `ISBN ${finding.isbn} is not in the catalogue yet. It is being looked up.`;
  }
}

/** What calls it back, in few words. */
export function shortTitle(finding: Finding): string {
  switch (finding.kind) {
    case "match":
      return finding.best.book.title;
    case "unsure":
      return "Which one was it?";
    case "unknown":
      return "The photo that we did not know";
    case "pending":
      return `ISBN ${finding.isbn}`;
  }
}

/** The heading of a sheet that shows no single book. */
export function sheetTitle(finding: Finding): string {
  switch (finding.kind) {
    case "match":
      return finding.best.book.title;
    case "unsure":
      return "Which of these is it?";
    case "unknown":
      return "This one is new to us";
    case "pending":
      return "Not in the catalogue yet";
  }
}

const isLikely = ({ confidence }: Candidate): boolean => confidence === null || confidence >= CONFIDENCE_SHOWN_MIN;

function bestOf({ isbn, title, cover_url, ...answer }: MatchResponse): Candidate | null {
  if (!isbn || !title || !cover_url) return null;
  const { confidence, outline } = answer;
  return { book: foundBook({ ...answer, isbn, title, cover_url }), confidence, isSameWork: true, outline };
}

const candidateOf = (candidate: MatchResponseCandidate): Candidate => ({
  book: foundBook(candidate),
  confidence: candidate.confidence,
  isSameWork: candidate.same_work,
  outline: null,
});

const NOT_GUESSED = { confidence: null, isSameWork: false, outline: null };

const named = (book: BookFields): Candidate => ({ book: foundBook(book), ...NOT_GUESSED });

type BookFields = Pick<
  MatchResponseCandidate,
  "isbn" | "isbn13" | "title" | "subtitle" | "authors" | "year" | "language_code" | "cover_url"
>;

function foundBook({ isbn, isbn13, title, subtitle, authors, year, language_code, cover_url }: BookFields): FoundBook {
  return {
    isbn,
    isbn13,
    title,
    subtitle,
    authors,
    year,
    languageCode: language_code,
    coverFile: fileOf(cover_url),
    coverVersion: "",
  };
}

const fileOf = (coverUrl: string): string => decodeURIComponent(coverUrl.split("?")[0]?.split("/").pop() ?? "");

function yearOf(publicationDate: string | null): number | null {
  const digits = publicationDate?.match(/\d{4}/)?.[0];
  return digits ? Number(digits) : null;
}
