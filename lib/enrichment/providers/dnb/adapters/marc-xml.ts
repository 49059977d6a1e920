import "server-only";
import { DOMParser, type Element, ParseError } from "@xmldom/xmldom";
import { ProviderError } from "../../../http/schema";
import type { MarcRecord } from "../rules";

const MARC = "http://www.loc.gov/MARC21/slim";
const SRU = "http://www.loc.gov/zing/srw/";

/** "General system error" and "system temporarily unavailable"; the others speak of the question. */
const OWN_TROUBLE = /^info:srw\/diagnostic\/1\/[12]$/;

/**
 * An answer of the SRU interface → its MARC records, text in composed Unicode. Throws ProviderError `malformed` for what
 * is no XML and for entities of its own (none are needed, and they are how small texts grow large), for a diagnostic
 * `unavailable` or `misunderstood`. Diagnostics: http://www.loc.gov/standards/sru/diagnostics/diagnosticsList.html
 */
export function readMarcXml(xml: string): { records: MarcRecord[]; total: number } {
  if (/<!DOCTYPE/i.test(xml)) throw new ProviderError("malformed", "its answer declares entities");
  const root = parse(xml);
  if (root.localName !== "searchRetrieveResponse") throw new ProviderError("malformed", "its answer has another shape");
  const [diagnostic] = root.getElementsByTagNameNS(`${SRU}diagnostic/`, "diagnostic");
  if (diagnostic) {
    const [uri] = diagnostic.getElementsByTagNameNS(`${SRU}diagnostic/`, "uri");
    throw OWN_TROUBLE.test(textOf(uri).trim())
      ? new ProviderError("unavailable", "it is in trouble")
      : new ProviderError("misunderstood", "it did not understand the question");
  }
  const total = Number(root.getElementsByTagNameNS(SRU, "numberOfRecords")[0]?.textContent);
  if (!Number.isInteger(total)) throw new ProviderError("malformed", "its answer has another shape");
  const records = [...root.getElementsByTagNameNS(MARC, "record")].map(readRecord);
  if (total > 0 && records.length === 0) throw new ProviderError("malformed", "its answer has another shape");
  return { records, total };
}

function parse(xml: string): Element {
  try {
    const document = new DOMParser({
      onError: (level, message) => {
        if (level !== "warning") throw new ParseError(message);
      },
    }).parseFromString(xml, "text/xml");
    if (document.documentElement) return document.documentElement;
  } catch (cause) {
    throw new ProviderError("malformed", "its answer is not XML", null, { cause });
  }
  throw new ProviderError("malformed", "its answer is empty");
}

const textOf = (element: Element | undefined): string => (element?.textContent ?? "").normalize("NFC");

const readRecord = (record: Element): MarcRecord => ({
  leader: textOf(record.getElementsByTagNameNS(MARC, "leader")[0]),
  control: Object.fromEntries(
    [...record.getElementsByTagNameNS(MARC, "controlfield")].map((field) => [
      field.getAttribute("tag") ?? "",
      textOf(field),
    ]),
  ),
  fields: [...record.getElementsByTagNameNS(MARC, "datafield")].map((field) => ({
    tag: field.getAttribute("tag") ?? "",
    subfields: [...field.getElementsByTagNameNS(MARC, "subfield")].map((subfield) => ({
      code: subfield.getAttribute("code") ?? "",
      value: textOf(subfield),
    })),
  })),
});
