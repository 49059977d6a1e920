import type { MatchResponse, MatchResponseCandidate } from "@/lib/identify/schema";

/** A book as far as the result sheet shows it, whichever way it was found. */
export type FoundBook = {
  isbn: string;
  isbn13: string | null;
  title: string;
  subtitle: string | null;
  authors: string[];
  year: number | null;
  languageCode: string | null;
  /** File name under /cover/. */
  coverFile: string;
  /** The REST interface does not tell the version of a cover; without one the browser asks whether it changed. */
  coverVersion: "";
};

export type Candidate = {
  book: FoundBook;
  /** Probability, 0 to 1; null where nothing was guessed. */
  confidence: number | null;
};

/** The answer to one scan, as the sheet shows it. */
export type Finding =
  | { kind: "match"; best: Candidate; alternatives: Candidate[]; reasons: string[] }
  | { kind: "unsure"; candidates: Candidate[]; reasons: string[] }
  | { kind: "unknown"; lookAlikes: Candidate[]; reasons: string[] }
  | { kind: "pending"; isbn: string };

/** The JSON of a book in the REST interface, as far as it is read here. */
export type BookJson = {
  isbn: string;
  isbn13: string | null;
  title: string;
  subtitle: string | null;
  authors: string[];
  language_code: string | null;
  cover_url: string;
  publication_date: string | null;
};

/** From the answer of `POST /match`. A match without its book, which the contract excludes, counts as unknown. */
export function findingOfMatch(answer: MatchResponse): Finding {
  const best = bestOf(answer);
  const others = answer.alternatives.map(candidateOf).filter(({ book }) => book.isbn !== best?.book.isbn);
  const { reasons } = answer;
  if (answer.status === "match" && best) return { kind: "match", best, alternatives: others, reasons };
  const candidates = best ? [best, ...others] : others;
  if (answer.status === "unsure" && candidates.length > 0) return { kind: "unsure", candidates, reasons };
  return { kind: "unknown", lookAlikes: candidates, reasons };
}

/** From the book that an ISBN names: nothing was guessed, so there is no probability and no alternative. */
export function findingOfBook(book: BookJson, reason: string): Finding {
  return {
    kind: "match",
    best: {
      book: {
        isbn: book.isbn,
        isbn13: book.isbn13,
        title: book.title,
        subtitle: book.subtitle,
        authors: book.authors,
        year: yearOf(book.publication_date),
        languageCode: book.language_code,
        coverFile: fileOf(book.cover_url),
        coverVersion: "",
      },
      confidence: null,
    },
    alternatives: [],
    reasons: [reason],
  };
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
      return "This cover is not in the catalogue.";
    case "pending":
      return `ISBN ${finding.isbn} is not in the catalogue yet.`;
  }
}

function bestOf(answer: MatchResponse): Candidate | null {
  if (!answer.isbn || !answer.title || !answer.cover_url) return null;
  return {
    book: {
      isbn: answer.isbn,
      isbn13: answer.isbn13,
      title: answer.title,
      subtitle: answer.subtitle,
      authors: answer.authors,
      year: answer.year,
      languageCode: answer.language_code,
      coverFile: fileOf(answer.cover_url),
      coverVersion: "",
    },
    confidence: answer.confidence,
  };
}

function candidateOf(candidate: MatchResponseCandidate): Candidate {
  return {
    book: {
      isbn: candidate.isbn,
      isbn13: candidate.isbn13,
      title: candidate.title,
      subtitle: candidate.subtitle,
      authors: candidate.authors,
      year: candidate.year,
      languageCode: candidate.language_code,
      coverFile: fileOf(candidate.cover_url),
      coverVersion: "",
    },
    confidence: candidate.confidence,
  };
}

const fileOf = (coverUrl: string): string => decodeURIComponent(coverUrl.split("?")[0]?.split("/").pop() ?? "");

function yearOf(publicationDate: string | null): number | null {
  const digits = publicationDate?.match(/\d{4}/)?.[0];
  return digits ? Number(digits) : null;
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
