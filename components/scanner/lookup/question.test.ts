import { afterEach, describe, expect, it, vi } from "vitest";
import type { BarcodeDecoder } from "../decoders/barcode-decoder";
import type { CodeRead } from "../decoders/code-read";
import { questionOfFile } from "./question";

afterEach(() => vi.unstubAllGlobals());

const PHOTO = new File(["x"], "photo.jpg", { type: "image/jpeg" });
const JPEG = new Blob(["jpeg"]);

/** A browser that opens every file as a picture; returns how many pictures are still open. */
function browserWithPictures() {
  let open = 0;
  vi.stubGlobal("createImageBitmap", async () => {
    open += 1;
    return {
      width: 10,
      height: 10,
      close: () => {
        open -= 1;
      },
    };
  });
  vi.stubGlobal(
    "OffscreenCanvas",
    class {
      getContext = () => ({ fillRect: () => undefined, drawImage: () => undefined });
      convertToBlob = async () => JPEG;
    },
  );
  return () => open;
}

const decoderReading =
  (...codes: string[]) =>
  async (): Promise<BarcodeDecoder> => ({
    name: "wasm",
    isTrusted: false,
    decode: async () => [],
    decodeStill: async () => codes.map((code) => ({ code, addOn: null })),
    close: () => undefined,
  });

describe("questionOfFile", () => {
  it("asks for the ISBN when the picture shows one, since that is certain", async () => {
    const openPictures = browserWithPictures();
    const prepared = await questionOfFile(PHOTO, decoderReading("8413000065504", "9780140013993"));
    expect(prepared).toEqual({ ok: true, question: { kind: "isbn", isbn13: "9780140013993" }, surer: null });
    await vi.waitFor(() => expect(openPictures()).toBe(0));
  });

  it("asks for the cover when there is no book's code in the picture", async () => {
    const openPictures = browserWithPictures();
    const prepared = await questionOfFile(PHOTO, decoderReading("8413000065504"));
    expect(prepared).toMatchObject({ ok: true, question: { kind: "photo", photo: JPEG } });
    expect(prepared.ok && (await prepared.surer)).toMatchObject({ note: expect.stringContaining("other than a book") });
    expect(openPictures()).toBe(0);
  });

  it("asks for the cover at once when the barcode is slow to read, and for the barcode when that is read", async () => {
    const openPictures = browserWithPictures();
    let end: (codes: CodeRead[]) => void = () => undefined;
    const read = new Promise<CodeRead[]>((resolve) => {
      end = resolve;
    });
    const decoder = { ...(await decoderReading()()), decodeStill: () => read };
    const prepared = await questionOfFile(PHOTO, async () => decoder);
    expect(prepared).toMatchObject({ ok: true, question: { kind: "photo", photo: JPEG } });
    expect(openPictures()).toBe(1);
    end([{ code: "9780140013993", addOn: null }]);
    expect(prepared.ok && (await prepared.surer)).toEqual({ kind: "isbn", isbn13: "9780140013993" });
    await vi.waitFor(() => expect(openPictures()).toBe(0));
  });

  it("asks for the cover when no decoder can be loaded", async () => {
    browserWithPictures();
    const prepared = await questionOfFile(PHOTO, () => Promise.reject(new Error("offline")));
    expect(prepared).toMatchObject({ ok: true, question: { kind: "photo" } });
  });

  it("leaves to the server what the browser cannot open, and refuses what is no picture", async () => {
    vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("no decoder")));
    const heic = new File(["x"], "IMG_1.HEIC");
    expect(await questionOfFile(heic, decoderReading())).toEqual({
      ok: true,
      question: { kind: "photo", photo: heic },
      surer: null,
    });
    const text = new File(["x"], "notes.txt", { type: "text/plain" });
    expect(await questionOfFile(text, decoderReading())).toMatchObject({
      ok: false,
      problem: { code: "not_an_image" },
    });
  });
});
