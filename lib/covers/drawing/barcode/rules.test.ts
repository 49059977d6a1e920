import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { ean5Modules, ean13Modules } from "./rules";

/** The symbol as a grey picture that any reader takes: three pixels a module, a quiet zone of ten modules. */
function picture(modules: string) {
  const row = `${"0".repeat(10)}${modules}${"0".repeat(10)}`;
  const [width, height] = [row.length * 3, 60];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const value = row[Math.floor((i % width) / 3)] === "1" ? 0 : 255;
    data.set([value, value, value, 255], i * 4);
  }
  return { data, width, height, colorSpace: "srgb" as const };
}

beforeAll(async () => {
  // Else the reader looks for its module on the web.
  const file = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(await readFile(file)).buffer } });
});

describe("ean13Modules", () => {
  it.each(["9780156013987", "9791030700091", "4006381333931", "0012345678905"])(
    "prints %s so that a scanner reads it",
    async (code) => {
      const modules = ean13Modules(code);
      expect(modules).toMatch(/^101[01]{42}01010[01]{42}101$/);
      const [found] = await readBarcodes(picture(modules), { formats: ["EAN13"] });
      expect(found?.text).toBe(code);
    },
  );

  it.each(["9780156013988", "978015601398", "97801560139877", "978015601398X", ""])("refuses %s", (code) => {
    expect(() => ean13Modules(code)).toThrow(RangeError);
  });
});

describe("ean5Modules", () => {
  it.each(["19868", "51299", "00000", "90000", "54321"])(
    "prints %s beside a code so that a scanner reads it",
    async (code) => {
      const modules = `${ean13Modules("0071831007995")}${"0".repeat(9)}${ean5Modules(code)}`;
      const [found] = await readBarcodes(picture(modules), { formats: ["EAN13"], eanAddOnSymbol: "Require" });
      expect(found?.text.replaceAll(" ", "")).toBe(`0071831007995${code}`);
    },
  );

  it.each(["1986", "198680", "1986X"])("refuses %s", (code) => {
    expect(() => ean5Modules(code)).toThrow(RangeError);
  });
});
