import { type BookReference, coverFile, parseBookReference } from "@/lib/catalog/rules";

/** Digits of a picture's hash that tell the covers of one book apart. */
const HASH_DIGITS = 12;

const NAME = /^(?<book>[^_]+)(?:_(?<hash>[0-9a-f]{12}))?\.(?:jpe?g|png|webp)$/i;

type NamedBook = Parameters<typeof coverFile>[0];

/** The name of a cover in exchanged files: that of the book's cover file, with the picture's hash for its other covers. */
export function exchangeName(book: NamedBook, cover: { sha256: string; isPrimary: boolean }): string {
  const file = coverFile(book);
  return cover.isPrimary ? file : file.replace(".jpg", `_${cover.sha256.slice(0, HASH_DIGITS)}.jpg`);
}

export type NamedCover = {
  reference: BookReference;
  /** First digits of the picture's hash; undefined for the cover that stands for the book. */
  hash: string | undefined;
};

/** Which cover a name in exchanged files means; folders before it do not matter. Undefined for what names none. */
export function parseExchangeName(name: string): NamedCover | undefined {
  const { book, hash } = NAME.exec(name.split(/[/\\]/).at(-1) ?? "")?.groups ?? {};
  const reference = parseBookReference(book ?? "");
  return typeof reference === "string" ? undefined : { reference, hash: hash?.toLowerCase() };
}

type Candidate = { sha256: string; isPrimary: boolean };

/**
 * Which of a book's covers is meant. Where the picture is known, only that very picture is; a book that only this
 * installation numbers is never found by its number alone.
 */
export function chooseCover<Cover extends Candidate>(
  { reference, hash }: NamedCover,
  picture: string | undefined,
  ofBook: Cover[],
): Cover | undefined {
  if (picture !== undefined) return ofBook.find(({ sha256 }) => sha256 === picture);
  if ("bookId" in reference) return undefined;
  return ofBook.find(({ sha256, isPrimary }) => (hash === undefined ? isPrimary : sha256.startsWith(hash)));
}

/** Float32 sums of squares of 512 numbers differ in the sixth digit. */
const LENGTH_SLACK = 1e-3;

export const isUnit = (vector: Float32Array): boolean => Math.abs(Math.hypot(...vector) - 1) <= LENGTH_SLACK;
