import { describe, expect, it } from "vitest";
import { ProviderError } from "../../http/schema";
import { readMarcXml } from "./adapters/marc-xml";
import { isSet, marcRecord } from "./rules";

const NOW = new Date("2026-06-01");
const ISBN = "9783257229530";

const field = (tag: string, ...subfields: [string, string][]) =>
  `<datafield tag="${tag}" ind1=" " ind2=" ">${subfields.map(([code, text]) => `<subfield code="${code}">${text}</subfield>`).join("")}</datafield>`;

/** The shape of an answer in MARC21-xml, with facts of a real edition. */
const answer = (fields: string, leader = "00000nam a2200000 c 4500") => `<?xml version="1.0" encoding="UTF-8"?>
<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><version>1.1</version><numberOfRecords>1</numberOfRecords><records><record><recordSchema>MARC21-xml</recordSchema><recordPacking>xml</recordPacking><recordData><record xmlns="http://www.loc.gov/MARC21/slim" type="Bibliographic"><leader>${leader}</leader><controlfield tag="001">949922846</controlfield><controlfield tag="008">970304s1997    gw ||||| |||| 00||||ger  </controlfield>${fields}</record></recordData><recordPosition>1</recordPosition></record></records></searchRetrieveResponse>`;

const FIELDS = [
  field("020", ["a", "3257229534"], ["c", "kart. : DM 16.90"], ["9", "3-257-22953-4"]),
  field("041", ["a", "ger"]),
  field("100", ["a", "Schlink, Bernhard"], ["4", "aut"]),
  field("245", ["a", "\u0098Der\u009c Vorleser"], ["b", "Roman /"], ["c", "Bernhard Schlink"]),
  field("264", ["a", "Zu\u0308rich"], ["b", "Diogenes"], ["c", "[1997]"]),
  field("300", ["a", "206 S."], ["c", "18 cm"]),
  field("490", ["a", "Diogenes-Taschenbuch ;"], ["v", "22953"]),
  field("653", ["a", "(VLB-WN)1112: Hardcover, Softcover / Belletristik"], ["a", "(Produktform)Paperback"]),
  field("700", ["a", "Mustermann, Erika"], ["4", "trl"]),
].join("");

const read = (fields = FIELDS, isbn13 = ISBN, leader?: string) => {
  const [marc] = readMarcXml(answer(fields, leader)).records;
  return marc ? marcRecord(marc, { isbn13 }, NOW) : null;
};

describe("a MARC record", () => {
  it("is read whole: names turned round, marks for sorting and punctuation left out, no translator among the authors", () => {
    expect(read()).toEqual({
      source: "dnb",
      fetchedAt: NOW,
      confidence: 1,
      otherIsbns: [],
      record: {
        kind: "book",
        isbn13: ISBN,
        isbn10: "3257229534",
        title: "Der Vorleser",
        subtitle: "Roman",
        authors: ["Bernhard Schlink"],
        pages: 206,
        publicationDate: "1997",
        publishedYear: 1997,
        publisher: "Diogenes",
        languageCode: "de",
        description: null,
        genres: ["Belletristik"],
        averageRating: null,
        ratingsCount: null,
        series: [{ name: "Diogenes-Taschenbuch", position: 22953 }],
        identifiers: { dnb: "949922846" },
        workKey: null,
        coverUrls: [],
      },
    });
  });

  it("of another ISBN is none, nor is one that has it as a wrong one", () => {
    expect(read(FIELDS, "9783518368541")).toBeNull();
    expect(read(FIELDS.replace('code="a">3257229534', 'code="z">3257229534'))).toBeNull();
  });

  it("has the language of its fixed field where no other is given", () => {
    expect(read(FIELDS.replace(/<datafield tag="041".*?<\/datafield>/, ""))?.record.languageCode).toBe("de");
    expect(read(FIELDS + field("041", ["a", "eng"]))?.record.languageCode).toBeNull();
  });

  it("in parts is named with its part", () => {
    const part = FIELDS.replace(
      /<datafield tag="245".*?<\/datafield>/,
      field("245", ["a", "Erdsee"], ["n", "Band 2"], ["p", "Die Gräber von Atuan"]),
    );
    expect(read(part)?.record.title).toBe("Erdsee. Band 2. Die Gräber von Atuan");
  });

  it("has letters with their marks as one", () => {
    const title = FIELDS.replace("Vorleser", "Fa\u0308nger");
    expect(read(title)?.record.title).toBe("Der F\u00e4nger");
  });

  it("of a recording says so", () => {
    expect(read(FIELDS, ISBN, "00000nim a2200000 c 4500")?.record.kind).toBe("audiobook");
  });

  it("is a set or not by its leader", () => {
    const leaders = ["00000nam a2200000 c 4500", "00000cam a2200000uca4500"];
    const sets = leaders.map((leader) => readMarcXml(answer(FIELDS, leader)).records.map(isSet));
    expect(sets).toEqual([[false], [true]]);
  });
});

describe("an answer in XML", () => {
  const reasonOf = (body: string) => {
    try {
      readMarcXml(body);
    } catch (error) {
      if (error instanceof ProviderError) return error.reason;
      throw error;
    }
    return undefined;
  };

  it.each([
    [8, "misunderstood"],
    [10, "misunderstood"],
    [1, "unavailable"],
    [2, "unavailable"],
  ])("that is diagnostic %i says that it was %s", (number, reason) => {
    const body = `<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><numberOfRecords>0</numberOfRecords><diagnostics><diag:diagnostic xmlns:diag="http://www.loc.gov/zing/srw/diagnostic/"><diag:uri>info:srw/diagnostic/1/${number}</diag:uri><diag:message>quer</diag:message></diag:diagnostic></diagnostics></searchRetrieveResponse>`;
    expect(reasonOf(body)).toBe(reason);
  });

  it("of nothing is empty", () => {
    const body = `<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><numberOfRecords>0</numberOfRecords></searchRetrieveResponse>`;
    expect(readMarcXml(body)).toEqual({ records: [], total: 0 });
  });

  it("that has found something and holds no record is malformed, and never taken for nothing known", () => {
    const body = `<searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/"><numberOfRecords>2</numberOfRecords><records/></searchRetrieveResponse>`;
    expect(reasonOf(body)).toBe("malformed");
    expect(reasonOf(answer(FIELDS).replace("MARC21/slim", "MARC22/slim"))).toBe("malformed");
  });

  it("is malformed when it is cut off, of something else, or declares entities", () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${answer(FIELDS.replace("Diogenes", "&b;")).replace(/^<\?xml[^>]*>/, "")}`;
    for (const body of ["", "not xml", "<a/>", answer(FIELDS).slice(0, 900), '{"json": true}', bomb]) {
      expect(reasonOf(body)).toBe("malformed");
    }
  });
});
