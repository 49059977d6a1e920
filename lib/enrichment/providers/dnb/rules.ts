/** MARC 21 of the German National Library, read. Fields: https://www.loc.gov/marc/bibliographic/ */
import type { ImportableRecord } from "@/lib/catalog/records/schema";
import {
  confidenceByIsbn,
  isbn13sOf,
  isbnFields,
  readDate,
  readExtent,
  readGenres,
  readId,
  readLanguage,
  readLine,
  readName,
  readPosition,
  readProse,
  scoreOf,
} from "../rules";
import type { ProviderRecord, TitleQuery } from "../schema";

const source = "dnb";

/** A record as the XML has it; subfields in order. */
export type MarcRecord = {
  leader: string;
  control: Record<string, string>;
  fields: { tag: string; subfields: { code: string; value: string }[] }[];
};
type MarcField = MarcRecord["fields"][number];

const fieldsOf = ({ fields }: MarcRecord, ...tags: string[]) => fields.filter(({ tag }) => tags.includes(tag));
const valuesOf = ({ subfields }: MarcField, code: string) =>
  subfields.filter((subfield) => subfield.code === code).map(({ value }) => value);
const firstOf = (field: MarcField | undefined, code: string) => (field ? valuesOf(field, code)[0] : undefined);

/** ISBD leaves a sign of punctuation at the end of a part. */
const readTitle = (text: string | undefined): string | null => readLine(text)?.replace(/\s*[/:;,=]$/, "") ?? null;

/** All valid ISBNs of the record. `$z` holds those that are wrong, or of another edition. */
export const isbnsOfMarc = (marc: MarcRecord): string[] =>
  isbn13sOf(fieldsOf(marc, "020").flatMap((field) => valuesOf(field, "a").map((isbn) => isbn.replace(/\s*\(.*$/, ""))));

/** The set that parts belong to lists their ISBNs as well: leader position 19. */
export const isSet = ({ leader }: MarcRecord): boolean => leader[19] === "a";

/** Sound, spoken or sung: leader position 6. */
const isRecording = ({ leader }: MarcRecord): boolean => /[ij]/.test(leader[6] ?? "");

/** Authors are those with the role, or the main entry without any; editors and translators are not. */
const isAuthor = (field: MarcField): boolean => {
  const roles = valuesOf(field, "4");
  return roles.includes("aut") || (roles.length === 0 && field.tag === "100");
};

/** "Part 2: Name" of a title in several parts, after the library's order of title, number and name. */
function titleOf(field: MarcField): string | null {
  const title = readTitle(firstOf(field, "a"));
  const part = [readTitle(firstOf(field, "n")), readTitle(firstOf(field, "p"))].filter((text) => text !== null);
  if (title === null) return part.length > 0 ? part.join(". ") : null;
  return [title, ...part].join(". ");
}

/** A subject's heading is in the library's language, so it is a genre only where it names a form or comes with the book. */
const GENRE_TAGS = ["655", "653"];

/** `(VLB-WN)1112: Hardcover, Softcover / Science Fiction` is the book trade's group; the part after the colon counts. */
const readHeadings = (marc: MarcRecord): string[] =>
  readGenres(
    fieldsOf(marc, ...GENRE_TAGS)
      .flatMap((field) => valuesOf(field, "a"))
      .filter((heading) => !/^\((?:Produktform|DNB|BISAC)/i.test(heading))
      .map((heading) => heading.replace(/^\(VLB-WN\)\d+:\s*(?:.*\/\s*)?/, "").replace(/^\([^)]*\)\s*/, "")),
  );

/** A MARC record as a record of that ISBN; null when it does not carry it. */
export function marcRecord(
  marc: MarcRecord,
  wanted: { isbn13: string } | { query: TitleQuery },
  now: Date,
): ProviderRecord | null {
  const isbns = isbnsOfMarc(marc);
  if ("isbn13" in wanted && !isbns.includes(wanted.isbn13)) return null;
  const own = "isbn13" in wanted ? wanted.isbn13 : isbns.length === 1 ? (isbns[0] ?? null) : null;
  const otherIsbns = isbns.filter((isbn) => isbn !== own);
  const [statement] = fieldsOf(marc, "245");
  const title = statement ? titleOf(statement) : null;
  if (title === null) return null;
  const [publication] = fieldsOf(marc, "264", "260");
  const languages = fieldsOf(marc, "041").flatMap((field) => valuesOf(field, "a"));
  const id = readId((marc.control["001"] ?? "").trim());
  const record: ImportableRecord = {
    kind: isRecording(marc) ? "audiobook" : "book",
    ...isbnFields(own),
    title,
    subtitle: readTitle(firstOf(statement, "b")),
    authors: fieldsOf(marc, "100", "700")
      .filter(isAuthor)
      .flatMap((field) => readName(firstOf(field, "a") ?? "") ?? [])
      .filter((name, at, names) => names.indexOf(name) === at),
    pages: readExtent(firstOf(fieldsOf(marc, "300")[0], "a")),
    ...readDate(firstOf(publication, "c")?.replace(/[[\]]/g, ""), now),
    publisher: readTitle(firstOf(publication, "b")),
    languageCode: languages.length > 1 ? null : readLanguage(languages[0] ?? marc.control["008"]?.slice(35, 38)),
    description: readProse(firstOf(fieldsOf(marc, "520")[0], "a")),
    genres: readHeadings(marc),
    averageRating: null,
    ratingsCount: null,
    series: fieldsOf(marc, "490").flatMap((field) => {
      const name = readTitle(firstOf(field, "a"));
      return name === null ? [] : [{ name, position: readPosition(firstOf(field, "v")) }];
    }),
    identifiers: id ? { dnb: id } : {},
    workKey: null,
    coverUrls: [],
  };
  const confidence = "isbn13" in wanted ? confidenceByIsbn(otherIsbns) : scoreOf(wanted.query, record);
  return { source, fetchedAt: now, confidence, otherIsbns, record };
}
