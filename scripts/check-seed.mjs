// Checks data/seed/books.jsonl: exits 0 with a summary, or 1 with one line per fault.
// The genre and cover vocabularies are read from data/seed/README.md, so that list and file cannot drift apart.
import { readFileSync } from "node:fs";

const seedDir = new URL("../data/seed/", import.meta.url);
const catalogue = readFileSync(new URL("books.jsonl", seedDir), "utf8");
const readme = readFileSync(new URL("README.md", seedDir), "utf8");

const MINIMUM = { books: 320, isbn979: 8, withoutIsbn: 12, languages: 12, beforeIsbn13: 25, sharedWorks: 15 };
const REQUIRED = [
  "title",
  "workTitle",
  "workKey",
  "authors",
  "isbn13",
  "isbn10",
  "publicationDate",
  "year",
  "pages",
  "languageCode",
  "publisher",
  "genres",
  "description",
];
const OPTIONAL = ["subtitle", "series", "cover"];

const faults = [];

/** The comma-separated names in a README block that starts with `opening` and ends at the next blank line. */
function vocabulary(opening) {
  const start = readme.indexOf(opening);
  if (start < 0) {
    faults.push(`README.md: no block that starts with "${opening.trim()}"`);
    return new Set();
  }
  const block = readme.slice(start + opening.length).split(/\n\s*\n/, 1)[0];
  return new Set(
    block
      .split(/[,\n]/)
      .map((name) => name.trim())
      .filter(Boolean),
  );
}

/** True when the 13 digits end in the right check digit. */
function isIsbn13(isbn) {
  if (!/^97[89]\d{10}$/.test(isbn)) return false;
  const sum = [...isbn].reduce((total, digit, index) => total + Number(digit) * (index % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** The ISBN-10 with the same registration as a 978 ISBN-13; null for 979, which has none. */
function isbn10Of(isbn13) {
  if (!isbn13.startsWith("978")) return null;
  const body = isbn13.slice(3, 12);
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (10 - index), 0);
  const check = (11 - (sum % 11)) % 11;
  return body + (check === 10 ? "X" : String(check));
}

/** Sentences, counting an end mark only where a capital, digit or quote follows, and not after initials. */
function sentenceCount(text) {
  return (text.match(/(?<!\b[A-Z]|\bMr|\bMrs|\bDr|\bSt)[.!?]["”’)]?(?=\s+["“‘(A-Z0-9]|$)/g) ?? []).length;
}

const isText = (value) => typeof value === "string" && value !== "" && value === value.trim();

const genres = vocabulary("## Genres\n\n");
const moods = vocabulary("Moods: ");
const motifs = vocabulary("Motifs: ");

const lines = catalogue.split("\n");
if (lines.pop() !== "") faults.push("books.jsonl: the last line does not end in a line break");

const books = [];
for (const [index, line] of lines.entries()) {
  try {
    books.push({ book: JSON.parse(line), at: `line ${index + 1}` });
  } catch (error) {
    faults.push(`line ${index + 1}: not JSON (${error.message})`);
  }
}

const lineOfIsbn = new Map();
const workTitles = new Map();
const editionsOf = new Map();
let previousTitle = "";

for (const { book, at } of books) {
  const fault = (message) => faults.push(`${at} "${book.title}": ${message}`);

  for (const field of REQUIRED) if (!(field in book)) fault(`no field ${field}`);
  for (const field of Object.keys(book)) {
    if (!REQUIRED.includes(field) && !OPTIONAL.includes(field)) fault(`unknown field ${field}`);
  }

  for (const field of ["title", "workTitle", "description"]) {
    if (!isText(book[field])) fault(`${field} must be text without space around it`);
  }
  if ("subtitle" in book && !isText(book.subtitle)) fault("subtitle must be text or absent");
  if (book.publisher !== null && !isText(book.publisher)) fault("publisher must be text or null");
  if (!/^[a-z]{2}$/.test(book.languageCode)) fault(`languageCode "${book.languageCode}" is not ISO 639-1`);
  if (!Array.isArray(book.authors) || book.authors.length === 0 || !book.authors.every(isText)) {
    fault("authors must be a list of at least one name");
  }
  if (book.pages !== null && !(Number.isInteger(book.pages) && book.pages > 0)) fault(`pages ${book.pages}`);
  if (!/^\d{4}(-\d\d(-\d\d)?)?$/.test(book.publicationDate) || Number.isNaN(Date.parse(book.publicationDate))) {
    fault(`publicationDate "${book.publicationDate}"`);
  } else if (book.year !== Number(book.publicationDate.slice(0, 4))) {
    fault(`year ${book.year} does not agree with publicationDate ${book.publicationDate}`);
  }
  if ("series" in book) {
    const { name, position } = book.series ?? {};
    if (!isText(name) || !Number.isInteger(position) || position < 1)
      fault("series needs a name and a position from 1");
  }

  if (book.isbn13 === null) {
    if (book.isbn10 !== null) fault("isbn10 without isbn13");
  } else if (typeof book.isbn13 !== "string" || !isIsbn13(book.isbn13)) {
    fault(`isbn13 ${book.isbn13} has a wrong form or check digit`);
  } else {
    const expected = isbn10Of(book.isbn13);
    if (book.isbn10 !== expected) fault(`isbn10 is ${book.isbn10}, isbn13 calls for ${expected}`);
    if (lineOfIsbn.has(book.isbn13)) fault(`isbn13 ${book.isbn13} already on ${lineOfIsbn.get(book.isbn13)}`);
    lineOfIsbn.set(book.isbn13, at);
  }

  if (!Array.isArray(book.genres) || book.genres.length < 1 || book.genres.length > 4) {
    fault("genres must hold 1 to 4 names");
  } else {
    for (const genre of book.genres) if (!genres.has(genre)) fault(`genre "${genre}" is not in the vocabulary`);
    if (new Set(book.genres).size < book.genres.length) fault("a genre is given twice");
  }
  if ("cover" in book) {
    if (!moods.has(book.cover?.mood)) fault(`mood "${book.cover?.mood}" is not in the vocabulary`);
    if (!motifs.has(book.cover?.motif)) fault(`motif "${book.cover?.motif}" is not in the vocabulary`);
  }

  if (isText(book.description)) {
    const words = book.description.split(/\s+/).length;
    if (words < 35 || words > 70) fault(`the description has ${words} words, not 35 to 70`);
    const sentences = sentenceCount(book.description);
    if (sentences < 2 || sentences > 3) fault(`the description has ${sentences} sentences, not 2 or 3`);
  }

  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(book.workKey)) fault(`workKey "${book.workKey}" is not a slug`);
  const knownTitle = workTitles.get(book.workKey);
  if (knownTitle !== undefined && knownTitle !== book.workTitle) {
    fault(`workKey ${book.workKey} also stands for the work "${knownTitle}"`);
  }
  workTitles.set(book.workKey, book.workTitle);
  editionsOf.set(book.workKey, (editionsOf.get(book.workKey) ?? 0) + 1);

  if (book.title < previousTitle) fault(`sorts before "${previousTitle}" of the line above`);
  previousTitle = book.title;
}

// One title for two keys would split a work's editions; different works may share a title only under another author.
const keyOfWork = new Map();
for (const { book, at } of books) {
  const work = `${book.workTitle} / ${[...(book.authors ?? [])].sort().join(", ")}`;
  const key = keyOfWork.get(work);
  if (key !== undefined && key !== book.workKey)
    faults.push(`${at}: "${work}" has the keys ${key} and ${book.workKey}`);
  keyOfWork.set(work, book.workKey);
}

const seen = {
  books: books.length,
  isbn979: books.filter(({ book }) => book.isbn13?.startsWith("979")).length,
  withoutIsbn: books.filter(({ book }) => book.isbn13 === null).length,
  languages: new Set(books.map(({ book }) => book.languageCode)).size,
  beforeIsbn13: books.filter(({ book }) => book.isbn10 !== null && book.year < 2007).length,
  sharedWorks: [...editionsOf.values()].filter((count) => count > 1).length,
};
for (const [name, least] of Object.entries(MINIMUM)) {
  if (seen[name] < least) faults.push(`${name}: ${seen[name]}, at least ${least} wanted`);
}

const summary = Object.entries(seen).map(([name, count]) => `${name} ${count}`);
console.log(`data/seed/books.jsonl: ${summary.join(", ")}`);
if (faults.length > 0) {
  for (const message of faults) console.error(message);
  console.error(`${faults.length} fault(s)`);
  process.exit(1);
}
