import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Real covers and photos for development; not part of the repository. */
const SHARED_DATA = path.resolve("../shared/data");

export const hasSharedData = () => existsSync(path.join(SHARED_DATA, "covers.csv"));

export const readShared = (file: string) => readFileSync(path.join(SHARED_DATA, file));

/** Rows of a CSV with a header; quoted fields may hold commas and doubled quotes, not line breaks. */
function readRows(file: string): Record<string, string>[] {
  const [header = [], ...rows] = readFileSync(path.join(SHARED_DATA, file), "utf8")
    .split(/\r?\n/)
    .filter(Boolean)
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2] ?? ""),
    );
  return rows.map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ""])));
}

export type GalleryCover = {
  file: string;
  /** The same for editions of one text: to name another edition of the right book is no false match. */
  work: string;
};

/** Title before its subtitle and the author's last name, folded: enough to see that two rows are one work. */
function workKey(title: string, author: string): string {
  const fold = (text: string) =>
    text
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} ]/gu, "")
      .trim();
  const lastName =
    fold(author.split(/[;,/]/)[0] ?? "")
      .split(" ")
      .at(-1) ?? "";
  return `${fold(title.split(/[:(]| - /)[0] ?? "")}|${lastName}`;
}

/**
 * Covers with the same picture as one of another name, which the list does not say: the novel that came out with a film,
 * with the film's poster, and an untitled copy of "To Kill a Mockingbird".
 */
const SAME_PICTURE = new Map([
  ["covers/isbn_bookdepository/9780060765484.jpg", "photos/dvd/reference/008.jpg"],
  ["covers/misc_gabrielpaulos/71fxgtfkcql-ac-ul600-sr600-400.jpg", workKey("To Kill a Mockingbird", "Harper Lee")],
]);

/** Every cover that a photo could show: the covers and the clean references of the photo sets, each once. */
export function galleryCovers(): GalleryCover[] {
  const listed = readRows("covers.csv").map(({ file = "", title = "", author = "" }) => ({
    file,
    work: SAME_PICTURE.get(file) ?? (title ? workKey(title, author) : file),
  }));
  const known = new Set(listed.map(({ file }) => file));
  const references = new Set(readRows("photo_pairs.csv").map(({ reference = "" }) => reference));
  const others = [...references].filter((file) => file && !known.has(file)).map((file) => ({ file, work: file }));
  return [...listed, ...others];
}

export type NamedBook = { title: string; authors: string[]; work: string };

/** Every book that the lists name, each title once: those of the photos, of the covers, and a catalogue of 11,127 others. */
export function namedBooks(): NamedBook[] {
  const named = [
    ...[...readRows("photo_pairs.csv"), ...readRows("covers.csv")].map(({ title = "", author = "" }) => [
      title,
      author,
    ]),
    ...readRows("metadata/goodreads/books.csv").map(({ title = "", authors = "" }) => [title, authors]),
  ];
  const books = named.flatMap(([title = "", people = ""]) =>
    title ? { title, authors: people.split(/[;/]\s*/).filter(Boolean), work: workKey(title, people) } : [],
  );
  return [...new Map(books.map((book) => [`${book.title}|${book.authors}`, book])).values()];
}

/** The books on the photos whose book is known, by file. */
export function photographedBooks(): Map<string, NamedBook> {
  const rows = readRows("photo_pairs.csv").filter(({ title }) => title);
  return new Map(
    rows.map(({ query = "", title = "", author = "" }) => [
      query,
      { title, authors: author.split(/;\s*/), work: workKey(title, author) },
    ]),
  );
}

export type Query = {
  /** A file of ../shared/data, or a name of `photo`. */
  file: string;
  set: string;
  /** A photo that is made up; else the file is the photo. */
  photo?: () => Promise<Buffer>;
  /** The cover that the photo shows; undefined where the gallery has none. */
  reference?: string;
};

/**
 * The list calls these unpaired, but the gallery has their covers: the first shows half of "Everything Is F*cked", the
 * second the sound book of an edition in the gallery, with the same picture. Neither answer would be false.
 */
const PAIRED_AFTER_ALL = new Set(["photos/books/justinyu_test5-jpg.jpg", "photos/books/cmu_hp-cover-jpg.jpg"]);

/** Photos of the gallery's covers, by set; and pictures that show none of them. */
export function queries(): Query[] {
  const pairs = readRows("photo_pairs.csv").map(({ query = "", reference = "", set = "", match_kind = "" }) => ({
    file: query,
    set: set === "books" && match_kind !== "same_cover_design" ? "books, other design" : set,
    reference,
  }));
  const spokenFor = new Set([...pairs.flatMap(({ file, reference }) => [file, reference]), ...PAIRED_AFTER_ALL]);
  const unpaired = (folder: string, set: string) =>
    readdirSync(path.join(SHARED_DATA, folder))
      .map((name) => ({ file: `${folder}/${name}`, set }))
      .filter(({ file }) => !spokenFor.has(file));
  return [...pairs, ...unpaired("photos/books", "unknown books"), ...unpaired("photos/negatives", "negatives")];
}
