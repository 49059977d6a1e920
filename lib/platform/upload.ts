import "server-only";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import busboy from "busboy";
import { Problem } from "./http";
import { PATIENCE, type Patience, patienceLeftMs } from "./patience";

/** A note of five hundred characters, whatever its script. */
const FIELD_BYTES_MAX = 2_048;
const FIELDS_MAX = 10;
const MEBIBYTE = 1024 * 1024;

export type Upload = { file: Buffer; fields: Record<string, string> };

const tooLarge = (bytesMax: number) =>
  new Problem(413, "too_large", `This file is too large: at most ${Math.floor(bytesMax / MEBIBYTE)} MB are taken.`);

const malformed = () => new Problem(400, "malformed", "This request ended before it was complete.");

/** The body as a stream that breaks off with Problem 408 when our patience with its sender is over. `note` is for whoever reads. */
function openBody(request: Request, patience: Patience) {
  const source = Readable.fromWeb(request.body as NodeReadableStream);
  const startedAt = performance.now();
  let bytes = 0;
  const tooSlow = () =>
    source.destroy(
      new Problem(408, "too_slow", "The rest of this request did not arrive in time.", { Connection: "close" }),
    );
  const wait = () => setTimeout(tooSlow, patienceLeftMs(patience, bytes, performance.now() - startedAt));
  let timer = wait();
  source.once("close", () => clearTimeout(timer));
  const note = (chunk: Uint8Array) => {
    bytes += chunk.length;
    clearTimeout(timer);
    timer = wait();
  };
  return { source, note };
}

/**
 * Reads a multipart body with one file in the field `fileField`. The limit holds while the body streams in, so a huge
 * one is refused without ever being in memory, whatever its Content-Length claims. Throws Problem 400, 408, 413 or 415.
 */
export async function readUpload(
  request: Request,
  fileField: string,
  bytesMax: number,
  patience = PATIENCE,
): Promise<Upload> {
  const type = request.headers.get("content-type") ?? "";
  const missing = new Problem(400, "no_file", `No ${fileField} provided`);
  if (!request.body || type === "") throw missing;
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new Problem(
      415,
      "not_multipart",
      `Please send multipart/form-data with the file in the field "${fileField}".`,
    );
  }
  // The envelope of a multipart body is small; a body this much over the limit cannot hold a file within it.
  if (Number(request.headers.get("content-length")) > bytesMax + MEBIBYTE) throw tooLarge(bytesMax);

  const upload = await parse(request, type, { fileField, bytesMax, patience });
  if (!upload.hasFile) throw missing;
  if (upload.file.length === 0) throw new Problem(400, "empty_file", "This file is empty. Please choose another one.");
  return { file: upload.file, fields: upload.fields };
}

type Expected = { fileField: string; bytesMax: number; patience: Patience };

type Parsed = Upload & { hasFile: boolean };

function parse(request: Request, type: string, { fileField, bytesMax, patience }: Expected): Promise<Parsed> {
  return new Promise((resolve, reject) => {
    const limits = {
      // One more than allowed: busboy calls a file that just reaches its limit cut short.
      fileSize: bytesMax + 1,
      files: 1,
      fields: FIELDS_MAX,
      fieldSize: FIELD_BYTES_MAX,
      parts: FIELDS_MAX + 1,
    };
    let parser: busboy.Busboy;
    try {
      parser = busboy({ headers: { "content-type": type }, limits });
    } catch {
      return reject(malformed());
    }
    const { source, note } = openBody(request, patience);
    const stop = (problem: Problem) => {
      source.unpipe();
      source.destroy();
      reject(problem);
    };
    const stopMalformed = () => stop(malformed());

    const fields: Record<string, string> = {};
    const chunks: Buffer[] = [];
    let hasFile = false;
    parser.on("field", (name, value) => {
      fields[name] = value;
    });
    parser.on("file", (name, stream, { filename }) => {
      // On every file, also one that nobody asked for: an error without a listener would end the process.
      stream.on("error", stopMalformed);
      if (name !== fileField) return stream.resume();
      // A form whose file was not chosen sends one without name.
      hasFile ||= Boolean(filename);
      stream.on("data", (chunk: Buffer) => {
        hasFile = true;
        chunks.push(chunk);
      });
      stream.on("limit", () => stop(tooLarge(bytesMax)));
    });
    parser.on("filesLimit", () => stop(new Problem(400, "too_many_files", "Please send one file at a time.")));
    parser.on("close", () => resolve({ file: Buffer.concat(chunks), fields, hasFile }));
    parser.on("error", stopMalformed);
    source.on("error", (error) => stop(error instanceof Problem ? error : malformed()));
    source.on("data", note);
    source.pipe(parser);
  });
}

/** Reads a small text body; throws Problem 413 past the limit, 400 or 408 when the rest does not come. */
export async function readText(request: Request, bytesMax: number, patience = PATIENCE): Promise<string> {
  if (!request.body) return "";
  const { source, note } = openBody(request, patience);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source) {
      note(chunk);
      bytes += chunk.length;
      if (bytes > bytesMax) throw new Problem(413, "too_large", "This request is too large.");
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Problem ? error : malformed();
  }
  return Buffer.concat(chunks).toString("utf8");
}
