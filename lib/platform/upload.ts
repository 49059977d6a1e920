import "server-only";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import busboy from "busboy";
import { Problem } from "./http";

const FIELD_BYTES_MAX = 1_024;
const FIELDS_MAX = 10;
const MEBIBYTE = 1024 * 1024;

export type Upload = { file: Buffer; fields: Record<string, string> };

const tooLarge = (bytesMax: number) =>
  new Problem(413, "too_large", `This file is too large: at most ${Math.floor(bytesMax / MEBIBYTE)} MB are taken.`);

/**
 * Reads a multipart body with one file in the field `fileField`. The limit holds while the body streams in, so a huge
 * one is refused without ever being in memory, whatever its Content-Length claims. Throws Problem 400, 413 or 415.
 */
export async function readUpload(request: Request, fileField: string, bytesMax: number): Promise<Upload> {
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

  const upload = await parse(request.body as NodeReadableStream, type, fileField, bytesMax);
  if (upload.file.length === 0) throw missing;
  return upload;
}

function parse(body: NodeReadableStream, type: string, fileField: string, bytesMax: number): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const source = Readable.fromWeb(body);
    const stop = (problem: Problem) => {
      source.unpipe();
      source.destroy();
      reject(problem);
    };
    const malformed = () => stop(new Problem(400, "malformed", "This is not a complete multipart body."));

    let parser: busboy.Busboy;
    try {
      const limits = {
        fileSize: bytesMax,
        files: 1,
        fields: FIELDS_MAX,
        fieldSize: FIELD_BYTES_MAX,
        parts: FIELDS_MAX + 1,
      };
      parser = busboy({ headers: { "content-type": type }, limits });
    } catch {
      return malformed();
    }
    const fields: Record<string, string> = {};
    const chunks: Buffer[] = [];
    parser.on("field", (name, value) => {
      fields[name] = value;
    });
    parser.on("file", (name, stream) => {
      if (name !== fileField) return stream.resume();
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("limit", () => stop(tooLarge(bytesMax)));
      stream.on("error", malformed);
    });
    parser.on("close", () => resolve({ file: Buffer.concat(chunks), fields }));
    parser.on("error", malformed);
    source.on("error", malformed);
    source.pipe(parser);
  });
}

/** Reads a small text body; throws Problem 413 past the limit. */
export async function readText(request: Request, bytesMax: number): Promise<string> {
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of Readable.fromWeb(request.body as NodeReadableStream)) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Problem(413, "too_large", "This request is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
