import type { Said } from "../feedback/feedback-client";
import { type Candidate, type Finding, handleOf } from "../lookup/finding";

/** An answer that this tab still knows after its page was left. */
export type KeptAnswer = {
  finding: Finding;
  /** The photo that the answer is about; null when there is none, or it is too large to keep. */
  photo: Blob | null;
  /** What the reader said of it, as the server has it, and the book that was chosen from it or found another way. */
  said: Said | null;
  chosen: Candidate | null;
  /** The book was found another way, and tied to the photo there. */
  isTied: boolean;
  /** Books of which the reader said that they are not the one in the photo. */
  refused: string[];
};

/** What the reader adds to an answer. */
type Word = Pick<KeptAnswer, "said" | "chosen" | "isTied" | "refused">;

type Stored = Word & { finding: Finding; photo: string | null; at: number };
/** `last` is null when the photo's answer is the last one. `isOpen`: the reader left while it was in view. */
type StoredAnswers = { photo: Stored | null; last: Stored | null; isOpen: boolean };

/** The number changes with the shape. */
const KEY = "ridizi:answers:1";
/** After this the reader holds another book in hand. */
const KEPT_MS_MAX = 2 * 60 * 60_000;
/** Browsers give a site 5 million characters; the scanner's own photos are a tenth of this. */
const PHOTO_LENGTH_MAX = 2_500_000;

const NOTHING: StoredAnswers = { photo: null, last: null, isOpen: false };
const NO_WORD: Word = { said: null, chosen: null, isTied: false, refused: [] };

/**
 * Keeps an answer in this tab, so that it can be shown again, and so that whoever finds the book of an unknown photo in
 * another way can say so there. A newer photo takes the place of the one before; nothing of it leaves the browser. Never rejects.
 */
export async function keepAnswer(finding: Finding, photo: Blob | null): Promise<void> {
  const answer: Stored = { finding, photo: photo && (await encode(photo)), at: Date.now(), ...NO_WORD };
  const kept = read();
  write(handleOf(finding) === null ? { ...kept, last: answer } : { ...kept, photo: answer, last: null });
}

/** Notes whether the last answer is in view. */
export function noteOpen(isOpen: boolean): void {
  const kept = read();
  if (kept.isOpen !== isOpen) write({ ...kept, isOpen });
}

/** Adds to the kept answer with this handle, if it is still there. */
export function noteWord(requestId: string, word: Partial<Word>): void {
  const kept = read();
  if (kept.photo && handleOf(kept.photo.finding) === requestId) write({ ...kept, photo: { ...kept.photo, ...word } });
}

/** The last answer, and whether it was in view when its page was left. */
export function recallLast(): (KeptAnswer & { isOpen: boolean }) | null {
  const { photo, last, isOpen } = read();
  const kept = recalled(last ?? photo);
  return kept && { ...kept, isOpen };
}

/** The answer to the last photo. */
export const recallPhoto = (): KeptAnswer | null => recalled(read().photo);

/** What the reader said before of the answer with this handle. */
export function recallWord(requestId: string | null): Word {
  const { photo } = read();
  return photo && requestId !== null && handleOf(photo.finding) === requestId ? photo : NO_WORD;
}

/** The photo is gone, and no page asks about it. */
export function forgetPhoto(): void {
  write({ ...read(), photo: null });
}

/** No answer is left in this tab. */
export function forgetAnswers(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // What may not be read was not kept.
  }
}

/** The reader does not have the book of the photo yet. */
export function isUnsolved({ finding, said }: Pick<KeptAnswer, "finding" | "said">): boolean {
  if (said === null) return finding.kind === "unsure" || finding.kind === "unknown";
  return said.verdict === "not_in_list" || (said.verdict === "rejected" && said.rightIsbn === null);
}

/**
 * What the page of a book has to do with the photo: ask whether it is the one, show what was said of it there, or leave it
 * at "no"; null: nothing.
 */
export function placeOf(kept: KeptAnswer, isbn: string): "asked" | "tied" | "refused" | null {
  if (kept.isTied && kept.chosen?.book.isbn === isbn) return "tied";
  if (!isUnsolved(kept)) return null;
  return kept.refused.includes(isbn) ? "refused" : "asked";
}

/** To say that the photo shows this book, whatever the answer was. */
export function wordFor(finding: Finding, isbn: string): Pick<Said, "verdict" | "rightIsbn"> {
  if (finding.kind !== "match") return { verdict: "confirmed", rightIsbn: isbn };
  return isbn === finding.best.book.isbn
    ? { verdict: "confirmed", rightIsbn: null }
    : { verdict: "rejected", rightIsbn: isbn };
}

function recalled(stored: Stored | null): KeptAnswer | null {
  if (!stored || Date.now() - stored.at > KEPT_MS_MAX) return null;
  const { at: _, ...answer } = stored;
  return { ...answer, photo: stored.photo === null ? null : decode(stored.photo) };
}

// A browser that keeps nothing, e.g. for want of room, only forgets: then nothing can be shown again.
function read(): StoredAnswers {
  try {
    return (JSON.parse(sessionStorage.getItem(KEY) ?? "null") as StoredAnswers | null) ?? NOTHING;
  } catch {
    return NOTHING;
  }
}

function write(answers: StoredAnswers): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(answers));
  } catch {
    forgetAnswers();
  }
}

async function encode(photo: Blob): Promise<string | null> {
  if (photo.size * 1.34 > PHOTO_LENGTH_MAX) return null;
  // A file that was changed since it was chosen cannot be read any more.
  const buffer = await photo.arrayBuffer().catch(() => null);
  if (!buffer) return null;
  const bytes = new Uint8Array(buffer);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

// The type is for the name only: browsers and the server look at the bytes.
const decode = (base64: string): Blob =>
  new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], { type: "image/jpeg" });
