import type { FakeBook } from "./books";

/** A book with its place in the list, from which its numbers at the providers follow. */
export type Numbered = FakeBook & { at: number };

/** Three-letter codes as libraries write them. */
const LANGUAGES: Record<string, string> = {
  ar: "ara",
  bn: "ben",
  cs: "cze",
  da: "dan",
  de: "ger",
  el: "gre",
  en: "eng",
  es: "spa",
  fi: "fin",
  fr: "fre",
  it: "ita",
  ja: "jpn",
  ko: "kor",
  la: "lat",
  nl: "dut",
  no: "nor",
  pl: "pol",
  pt: "por",
  ru: "rus",
  sv: "swe",
  tr: "tur",
  zh: "chi",
};
const MONTHS = "January February March April May June July August September October November December".split(" ");

const numberOf = (text: string): number => {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 9_000_000;
  return hash + 1_000_000;
};

export const editionId = ({ at }: Numbered) => `OL${200_001 + at}M`;
export const workId = ({ workKey }: FakeBook) => `OL${numberOf(workKey)}W`;
export const authorId = (name: string) => `OL${numberOf(name)}A`;
export const coverId = ({ at }: Numbered) => 700_001 + at;
export const volumeId = ({ at }: Numbered) => `fake${String(at).padStart(8, "0")}`;

const languageOf = ({ languageCode }: FakeBook) => LANGUAGES[languageCode] ?? "und";

/** "2008-07-28" → "July 28, 2008", as most of Open Library's dates are. */
function writtenDate(date: string | null): string | undefined {
  const [year, month, day] = (date ?? "").split("-");
  const name = month ? MONTHS[Number(month) - 1] : undefined;
  if (!name) return year || undefined;
  return day ? `${name} ${Number(day)}, ${year}` : `${name} ${year}`;
}

const isbnLists = ({ isbn13, isbn10 }: FakeBook) => ({ isbn_13: [isbn13], ...(isbn10 ? { isbn_10: [isbn10] } : {}) });

/** Some editions leave their authors to the work, as a good part of the real ones does. */
const leavesAuthors = ({ at }: Numbered) => at % 3 === 1;

/** An edition of Open Library, as the Books API has it. */
const openLibraryEdition = (book: Numbered) => ({
  key: `/books/${editionId(book)}`,
  type: { key: "/type/edition" },
  title: book.title,
  ...(book.subtitle ? { subtitle: book.subtitle } : {}),
  ...(leavesAuthors(book)
    ? {}
    : { authors: book.authors.map((name) => ({ key: `/authors/${authorId(name)}`, name })) }),
  ...isbnLists(book),
  ...(book.pages ? { number_of_pages: book.pages } : {}),
  publish_date: writtenDate(book.publicationDate),
  ...(book.publisher ? { publishers: [book.publisher] } : {}),
  languages: [{ key: `/languages/${languageOf(book)}` }],
  ...(book.series ? { series: [`${book.series.name} (${book.series.position})`] } : {}),
  works: [{ key: `/works/${workId(book)}` }],
  covers: [coverId(book)],
});

export const openLibraryDetails = (asked: string, book: Numbered) => ({
  [`ISBN:${asked}`]: {
    bib_key: `ISBN:${asked}`,
    info_url: `https://openlibrary.org/books/${editionId(book)}`,
    preview: "noview",
    thumbnail_url: `https://covers.openlibrary.org/b/id/${coverId(book)}-S.jpg`,
    details: openLibraryEdition(book),
  },
});

export const openLibraryWork = (book: Numbered) => ({
  key: `/works/${workId(book)}`,
  type: { key: "/type/work" },
  title: book.title,
  description: { type: "/type/text", value: book.description },
  subjects: [...book.genres, "Reading Level-Grade 11", "nyt:list=2020-01-01"],
  authors: book.authors.map((name) => ({
    type: { key: "/type/author_role" },
    author: { key: `/authors/${authorId(name)}` },
  })),
  covers: [coverId(book)],
});

export const openLibraryAuthor = (name: string) => ({
  key: `/authors/${authorId(name)}`,
  type: { key: "/type/author" },
  name,
});

export const openLibraryDoc = (book: Numbered) => ({
  key: `/works/${workId(book)}`,
  type: "work",
  title: book.title,
  author_name: book.authors,
  author_key: book.authors.map(authorId),
  subject: book.genres,
  language: [languageOf(book)],
  cover_i: coverId(book),
  ratings_average: 3.5 + (book.at % 15) / 10,
  ratings_count: 20 + book.at,
  isbn: [book.isbn13, ...(book.isbn10 ? [book.isbn10] : [])],
  editions: {
    numFound: 1,
    start: 0,
    numFoundExact: true,
    docs: [
      {
        key: `/books/${editionId(book)}`,
        type: "edition",
        title: book.title,
        ...(book.subtitle ? { subtitle: book.subtitle } : {}),
        isbn: [book.isbn13, ...(book.isbn10 ? [book.isbn10] : [])],
        ...(book.publisher ? { publisher: [book.publisher] } : {}),
        publish_date: [writtenDate(book.publicationDate)],
        language: [languageOf(book)],
        cover_i: coverId(book),
      },
    ],
  },
});

export const googleVolume = (book: Numbered) => ({
  kind: "books#volume",
  id: volumeId(book),
  volumeInfo: {
    title: book.title,
    ...(book.subtitle ? { subtitle: book.subtitle } : {}),
    authors: book.authors,
    ...(book.publisher ? { publisher: book.publisher } : {}),
    ...(book.publicationDate ? { publishedDate: book.publicationDate } : {}),
    description: book.description,
    industryIdentifiers: [
      { type: "ISBN_13", identifier: book.isbn13 },
      ...(book.isbn10 ? [{ type: "ISBN_10", identifier: book.isbn10 }] : []),
    ],
    pageCount: book.pages ?? 0,
    printType: "BOOK",
    categories: book.genres,
    imageLinks: {
      smallThumbnail: `http://books.google.com/books/content?id=${volumeId(book)}&printsec=frontcover&img=1&zoom=5&edge=curl&source=gbs_api`,
      thumbnail: `http://books.google.com/books/content?id=${volumeId(book)}&printsec=frontcover&img=1&zoom=1&edge=curl&source=gbs_api`,
    },
    language: book.languageCode,
  },
});

const escapeXml = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
const subfield = (code: string, text: string | undefined) =>
  text === undefined ? "" : `<subfield code="${code}">${escapeXml(text.normalize("NFD"))}</subfield>`;
const datafield = (tag: string, ...subfields: string[]) =>
  `<datafield tag="${tag}" ind1=" " ind2=" ">${subfields.join("")}</datafield>`;

/** "Iain M. Banks" → "Banks, Iain M.". */
function libraryName(name: string): string {
  const words = name.split(" ");
  return words.length < 2 ? name : `${words.at(-1)}, ${words.slice(0, -1).join(" ")}`;
}

/** A record of the German National Library: names turned round, letters taken apart, articles marked for sorting. */
export function marcRecord(book: Numbered): string {
  const title = book.title.replace(/^(Der|Die|Das|Ein|Eine) /, "\u0098$1\u009c ");
  return [
    `<record xmlns="http://www.loc.gov/MARC21/slim" type="Bibliographic">`,
    "<leader>00000nam a2200000 c 4500</leader>",
    `<controlfield tag="001">${900_000_000 + book.at}</controlfield>`,
    datafield("020", subfield("a", book.isbn13), subfield("c", "kart.")),
    datafield("041", subfield("a", languageOf(book))),
    ...book.authors.map((name, at) =>
      datafield(at === 0 ? "100" : "700", subfield("a", libraryName(name)), subfield("4", "aut")),
    ),
    datafield("245", subfield("a", title), subfield("b", book.subtitle), subfield("c", book.authors.join(", "))),
    datafield(
      "264",
      subfield("a", "Ort"),
      subfield("b", book.publisher ?? undefined),
      subfield("c", book.publicationDate?.slice(0, 4)),
    ),
    datafield("300", subfield("a", book.pages ? `${book.pages} S.` : undefined)),
    ...(book.series
      ? [datafield("490", subfield("a", book.series.name), subfield("v", String(book.series.position)))]
      : []),
    ...book.genres.map((genre) => datafield("655", subfield("a", genre))),
    "</record>",
  ].join("");
}

/** An answer of an SRU interface: some of the records that it has found. */
export const sruResponse = (records: string[], total: number): string =>
  [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><version>1.1</version>`,
    `<numberOfRecords>${total}</numberOfRecords><records>`,
    ...records.map(
      (record, at) =>
        `<record><recordSchema>MARC21-xml</recordSchema><recordPacking>xml</recordPacking><recordData>${record}</recordData><recordPosition>${at + 1}</recordPosition></record>`,
    ),
    "</records></searchRetrieveResponse>",
  ].join("");
