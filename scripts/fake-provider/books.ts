import { readFileSync } from "node:fs";

/** A book as the fake provider knows it: the fields of the demo catalogue. */
export type FakeBook = {
  title: string;
  subtitle?: string;
  series?: { name: string; position: number };
  workKey: string;
  authors: string[];
  isbn13: string;
  isbn10: string | null;
  publicationDate: string | null;
  pages: number | null;
  languageCode: string;
  publisher: string | null;
  genres: string[];
  description: string;
};

/** Books that the demo catalogue lacks, so that they can be scanned as unknown ones. Facts of real editions, words of our own. */
export const UNKNOWN_BOOKS: FakeBook[] = [
  {
    title: "Use of Weapons",
    series: { name: "Culture", position: 3 },
    workKey: "use-of-weapons",
    authors: ["Iain M. Banks"],
    isbn13: "9780316030571",
    isbn10: "0316030570",
    publicationDate: "2008-07-28",
    pages: 480,
    languageCode: "en",
    publisher: "Orbit",
    genres: ["Science fiction"],
    description: "Two stories of one mercenary, told in opposite directions, meet at the chair in the middle.",
  },
  {
    title: "Les ombres errantes",
    workKey: "les-ombres-errantes",
    authors: ["Pascal Quignard"],
    isbn13: "9782070427796",
    isbn10: "207042779X",
    publicationDate: "2002",
    pages: null,
    languageCode: "fr",
    publisher: "Gallimard",
    genres: ["Literary fiction"],
    description: "Fragments, legends and remembered reading about those who step aside from their own time.",
  },
  {
    title: "Der Vorleser",
    workKey: "der-vorleser",
    authors: ["Bernhard Schlink"],
    isbn13: "9783257229530",
    isbn10: "3257229534",
    publicationDate: "1997",
    pages: 206,
    languageCode: "de",
    publisher: "Diogenes",
    genres: ["Literary fiction"],
    description: "A boy reads aloud to an older woman; years later he sees her again, in the dock.",
  },
  {
    title: "Homo faber",
    subtitle: "ein Bericht",
    workKey: "homo-faber",
    authors: ["Max Frisch"],
    isbn13: "9783518368541",
    isbn10: "3518368540",
    publicationDate: "1977",
    pages: 202,
    languageCode: "de",
    publisher: "Suhrkamp",
    genres: ["Classics"],
    description:
      "An engineer who believes in probability reports on a year in which everything improbable happens to him.",
  },
  {
    title: "Siddhartha",
    subtitle: "eine indische Dichtung",
    workKey: "siddhartha",
    authors: ["Hermann Hesse"],
    isbn13: "9783518366820",
    isbn10: "3518366823",
    publicationDate: "1974",
    pages: 121,
    languageCode: "de",
    publisher: "Suhrkamp",
    genres: ["Classics"],
    description: "A brahmin's son tries out ascetics, love and trade before he learns to listen to a river.",
  },
  {
    title: "Tintenherz",
    series: { name: "Tintenwelt", position: 1 },
    workKey: "tintenherz",
    authors: ["Cornelia Funke"],
    isbn13: "9783791504650",
    isbn10: "3791504657",
    publicationDate: "2003",
    pages: 573,
    languageCode: "de",
    publisher: "Dressler",
    genres: ["Fantasy", "Children's books"],
    description: "When Mo reads aloud, people come out of the book, and somebody else has to go in.",
  },
  {
    title: "宇宙の話をしよう",
    workKey: "uchu-no-hanashi-wo-shiyo",
    authors: ["小野雅裕"],
    isbn13: "9784815602666",
    isbn10: "4815602662",
    publicationDate: "2020-11",
    pages: 239,
    languageCode: "ja",
    publisher: null,
    genres: ["Science"],
    description: "An engineer tells his daughter how people came to send things, and themselves, into space.",
  },
];

/** All that the fake provider knows: the demo catalogue's books with an ISBN, and the unknown ones. */
export function readFakeBooks(catalogue = "data/seed/books.jsonl"): FakeBook[] {
  const lines = readFileSync(catalogue, "utf8").trim().split("\n");
  const known = lines.map((line): FakeBook & { isbn13: string | null } => JSON.parse(line));
  const all = [...UNKNOWN_BOOKS, ...known.filter(({ isbn13 }) => isbn13 !== null)];
  return [...new Map(all.map((book) => [book.isbn13, book])).values()];
}
