import "server-only";
import { isAscii } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { encodingOfBom, encodingOfLetters, encodingOfZeros } from "./rules";
import type { Encoding, TextFile } from "./schema";

const CHUNK = 1 << 20;

/**
 * Reads a file once from end to end: its hash, and what its bytes are as text. All of it and not its start: the first
 * letter beyond ASCII may stand on line ten thousand. Throws where the file cannot be read.
 */
export const inspectTextFile = (file: string, signal?: AbortSignal): Promise<TextFile> =>
  inspectText(createReadStream(file, { highWaterMark: CHUNK, signal }));

/** The same of bytes that come in pieces from wherever. */
export async function inspectText(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<TextFile> {
  const hash = createHash("sha256");
  const utf8 = new TextDecoder("utf-8");
  let [bytes, letters, broken] = [0, 0, 0];
  let head: Uint8Array = new Uint8Array();
  let wasAscii = true;
  for await (const chunk of chunks) {
    if (bytes === 0) head = Buffer.from(chunk);
    bytes += chunk.length;
    hash.update(chunk);
    const isPlain = isAscii(chunk);
    if (isPlain && wasAscii) continue;
    wasAscii = isPlain;
    for (const [letter] of utf8.decode(chunk, { stream: true }).matchAll(/[^\0-\x7f]/g)) {
      letters += 1;
      if (letter === "\ufffd") broken += 1;
    }
  }
  const marked = encodingOfBom(head);
  const encoding = marked ?? encodingOfZeros(head) ?? encodingOfLetters(letters, broken);
  const brokenPlaces = encoding === "utf-8" ? broken : 0;
  return { hash: hash.digest("hex"), bytes, encoding, hasBom: marked !== undefined, brokenPlaces };
}

/** A file's text in pieces, without its byte order mark. `onBytes` hears how many bytes of the file each piece took. */
export async function* readText(
  file: string,
  encoding: Encoding,
  { signal, onBytes }: { signal?: AbortSignal; onBytes?: (bytes: number) => void } = {},
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK / 8, signal })) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== "") yield text;
    onBytes?.(chunk.length);
  }
  const last = decoder.decode();
  if (last !== "") yield last;
}

/** At least so many letters of the start of a file, or all there are. */
export async function readHead(file: string, encoding: Encoding, letters: number): Promise<string> {
  let head = "";
  for await (const text of readText(file, encoding)) {
    head += text;
    if (head.length >= letters) break;
  }
  return head;
}
