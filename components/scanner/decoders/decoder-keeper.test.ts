import { expect, it, vi } from "vitest";
import type { BarcodeDecoder, DecoderName } from "./barcode-decoder";
import { DecoderKeeper } from "./decoder-keeper";

const frame = () => ({ close: vi.fn() }) as unknown as ImageBitmap;

function decoderOf(name: DecoderName, decode: () => Promise<[]>): BarcodeDecoder {
  return { name, isTrusted: false, decode, decodeStill: async () => [], close: vi.fn() };
}

/** Decoders in the order in which a browser tries them; of those, the ones that always fail. */
function setUp(failing: DecoderName[]) {
  const order: DecoderName[] = ["native", "wasm", "script"];
  const opened: BarcodeDecoder[] = [];
  const keeper = new DecoderKeeper(async (broken) => {
    const name = order.find((one) => !broken.has(one)) ?? "script";
    const decoder = decoderOf(name, async () => {
      if (failing.includes(name)) throw new Error("out of memory");
      return [];
    });
    opened.push(decoder);
    return decoder;
  });
  const read = async () => (await keeper.get()).decode(frame(), "plain").catch(() => "failed");
  return { keeper, opened, read };
}

it("opens one decoder, whoever asks", async () => {
  const { keeper, opened } = setUp([]);
  expect(await keeper.get()).toBe(await keeper.get());
  expect(opened).toHaveLength(1);
});

it("drops one that fails again and again, closes it and opens the next", async () => {
  const { opened, read } = setUp(["native", "wasm"]);
  for (let at = 0; at < 5; at++) expect(await read()).toBe("failed");
  expect(opened[0]?.close).toHaveBeenCalledOnce();
  for (let at = 0; at < 5; at++) expect(await read()).toBe("failed");
  expect(await read()).toEqual([]);
  expect(opened.map(({ name }) => name)).toEqual(["native", "wasm", "script"]);
});

it("keeps one that fails now and then, and the last one whatever it does", async () => {
  let turn = 0;
  const now = new DecoderKeeper(async () =>
    decoderOf("wasm", async () => {
      turn += 1;
      if (turn % 5) throw new Error("one frame");
      return [];
    }),
  );
  for (let at = 0; at < 20; at++) await (await now.get()).decode(frame(), "plain").catch(() => undefined);
  expect((await now.get()).close).not.toHaveBeenCalled();

  const { opened, read } = setUp(["native", "wasm", "script"]);
  for (let at = 0; at < 30; at++) await read();
  expect(opened).toHaveLength(3);
});

it("tries again to open one that could not be loaded", async () => {
  let isAway = true;
  const keeper = new DecoderKeeper(async () => {
    if (isAway) throw new Error("offline");
    return decoderOf("wasm", async () => []);
  });
  await expect(keeper.get()).rejects.toThrow("offline");
  isAway = false;
  expect((await keeper.get()).name).toBe("wasm");
});
