/** How well a book of the catalogue fits what a row says. Pure. */
import { authorKey } from "@/lib/catalog/records/rules";
import { foldKey } from "@/lib/catalog/records/texts/rules";

type Named = { title: string; subtitle?: string | null; authors: string[] };

const threesOf = (text: string): Set<string> => {
  const padded = ` ${text} `;
  return new Set(Array.from({ length: Math.max(padded.length - 2, 0) }, (_, at) => padded.slice(at, at + 3)));
};

function alike(one: string, other: string): number {
  const [a, b] = [threesOf(foldKey(one)), threesOf(foldKey(other))];
  if (a.size === 0 || b.size === 0) return 0;
  const shared = [...a].filter((three) => b.has(three)).length;
  return (2 * shared) / (a.size + b.size);
}

/** The title says more than the author, who has written other books. */
const TITLE_SHARE = 0.7;
/** Where nobody is named on one side nothing speaks against it, and nothing for it. */
const NOBODY = 0.5;

/** From 0 to 1: title with or without subtitle, and author. It orders proposals for a reader, and decides nothing. */
export function likeness(said: Named, book: Named): number {
  const titles = [book.title, `${book.title} ${book.subtitle ?? ""}`];
  const title = Math.max(...titles.map((one) => alike(said.title, one)));
  const keys = book.authors.map(authorKey);
  const isNamed = said.authors.length > 0 && keys.length > 0;
  const author = isNamed ? Number(said.authors.some((name) => keys.includes(authorKey(name)))) : NOBODY;
  return TITLE_SHARE * title + (1 - TITLE_SHARE) * author;
}

/** Less alike than this is another book. */
export const LIKENESS_MIN = 0.45;
