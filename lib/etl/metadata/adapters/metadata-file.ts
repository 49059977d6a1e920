import "server-only";
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { streamArray } from "stream-json/streamers/stream-array.js";
import type { EtlRecord } from "../../schema";

/** The values of JSON that is one array, one at a time. Throws where it is no JSON. */
export async function* readJsonArray(text: AsyncIterable<string>): AsyncGenerator<unknown> {
  const values = streamArray.withParserAsStream();
  const reading = pipeline(text, values);
  // The loop below hears of it first.
  reading.catch(() => undefined);
  for await (const { value } of values as AsyncIterable<{ value: unknown }>) yield value;
  await reading;
}

const RECORDS_AT_ONCE = 200;

/**
 * Writes records as a JSON array, one a line, so that the number of a record is the number of its line. Written aside and
 * renamed when whole: nobody takes half a file for all, nor one that two have written at the same time.
 */
export async function writeMetadataFile(file: string, records: AsyncIterable<EtlRecord>): Promise<void> {
  const aside = `${file}.${randomUUID()}.part`;
  async function* toText(): AsyncGenerator<string> {
    let count = 0;
    let lines: string[] = [];
    for await (const record of records) {
      lines.push(`${count === 0 ? "[" : ",\n"}${JSON.stringify(record)}`);
      count += 1;
      if (lines.length < RECORDS_AT_ONCE) continue;
      yield lines.join("");
      lines = [];
    }
    yield lines.join("");
    yield count === 0 ? "[]\n" : "]\n";
  }
  try {
    await pipeline(toText, createWriteStream(aside, { flush: true }));
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
