import { afterEach, describe, expect, it, vi } from "vitest";
import { openFile, smallEnough } from "./photo";

afterEach(() => vi.unstubAllGlobals());

const blobOf = (size: number) => new Blob([new Uint8Array(size)]);

describe("smallEnough", () => {
  it("takes the best quality that fits", async () => {
    const tried: number[] = [];
    const blob = await smallEnough(500, async (quality) => {
      tried.push(quality);
      return blobOf(Math.round(quality * 700));
    });
    expect(tried).toEqual([0.85, 0.75, 0.65]);
    expect(blob.size).toBeLessThanOrEqual(500);
  });

  it("makes the picture smaller when no quality is low enough, and then sends what it has", async () => {
    const scales: number[] = [];
    const blob = await smallEnough(10, async (_quality, scale) => {
      scales.push(scale);
      return blobOf(1_000);
    });
    expect(scales.at(-1)).toBeLessThan(1);
    expect(blob.size).toBe(1_000);
  });
});

describe("openFile", () => {
  const undecodable = () => vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("no decoder")));

  it("opens nothing that is empty, whatever it is called", async () => {
    undecodable();
    expect(await openFile(new File([], "cover.jpg", { type: "image/jpeg" }))).toEqual({ kind: "empty" });
  });

  it("opens a picture the right way up", async () => {
    const options: unknown[] = [];
    vi.stubGlobal("createImageBitmap", async (_file: File, option: unknown) => {
      options.push(option);
      return "bitmap";
    });
    expect(await openFile(new File(["x"], "cover.jpg"))).toEqual({ kind: "picture", bitmap: "bitmap" });
    expect(options).toEqual([{ imageOrientation: "from-image" }]);
  });

  it.each([
    ["notes.txt", "text/plain", "not_an_image"],
    ["IMG_0001.HEIC", "", "opaque"],
    ["IMG_0001.heic", "image/heic", "opaque"],
    ["broken.jpg", "image/jpeg", "opaque"],
  ])("calls %s (%s), which the browser cannot open, %s", async (name, type, kind) => {
    undecodable();
    expect((await openFile(new File(["x"], name, { type }))).kind).toBe(kind);
  });

  it("does not unpack a file that could fill the memory", async () => {
    const huge = { size: 200_000_000, type: "image/png", name: "huge.png" } as File;
    expect(await openFile(huge)).toEqual({ kind: "too_large" });
  });
});
