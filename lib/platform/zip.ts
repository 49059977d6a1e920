import { Readable } from "node:stream";
import { ZipFile } from "yazl";

/** A file of an archive: text that comes bit by bit, or bytes that are read when their turn has come. */
export type ZipPart = { name: string; read: () => AsyncIterable<string> | Promise<Uint8Array | undefined> };

/** Other accounts of the machine that unpacks it have no business with what is a person's own. */
const PRIVATE_FILE = 0o100600;

/**
 * The bytes of an archive, one part after another, each read as it is written: memory does not grow with what is in it.
 * `parts` may say later ones by what earlier ones were. Whoever stops reading calls the whole off.
 */
export async function* zipOf(parts: AsyncIterable<ZipPart> | Iterable<ZipPart>): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on("error", (error: Error) => output.destroy(error));
  // A part can fail after the whole was called off; without a listener that would end the process.
  output.on("error", () => undefined);
  const adding = (async () => {
    for await (const { name, read } of parts) {
      // The next one is asked for only when this one is written: until then nobody knows what it is.
      await new Promise<void>((resolve, reject) => {
        zip.addReadStreamLazy(name, { mode: PRIVATE_FILE }, (give) => {
          toStream(read()).then(
            (stream) => {
              // yazl does not listen to these; a part that cannot be read calls the whole off.
              stream.on("error", reject).on("end", resolve);
              give(null, stream);
            },
            (error: unknown) => reject(error),
          );
        });
      });
    }
    zip.end();
  })();
  adding.catch((error: Error) => output.destroy(error));
  try {
    for await (const chunk of output) yield chunk as Uint8Array;
    await adding;
  } finally {
    output.destroy();
  }
}

/** A file that is lost leaves an empty one, and everything else whole. */
async function toStream(content: ReturnType<ZipPart["read"]>): Promise<Readable> {
  if (Symbol.asyncIterator in content) return Readable.from(content, { objectMode: false });
  const bytes = await content;
  return Readable.from(bytes ? [Buffer.from(bytes)] : [], { objectMode: false });
}
