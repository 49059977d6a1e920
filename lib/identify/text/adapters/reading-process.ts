/**
 * Runs in a process of its own: onnxruntime blocks for 100 ms to find text and for 10 to 50 ms to read a line, keeps memory
 * that it was given, and ends its whole process where it fails.
 */
import {
  asRead,
  boxOf,
  inReadingOrder,
  isLine,
  quartersOf,
  quarterTurned,
  runsAcross,
  turnedBack,
  waysOf,
} from "../reading/rules";
import type { Raster, Rectangle, Strip } from "../reading/schema";
import type { TextLine } from "../schema";
import { loadTextNetworks, type TextNetworks } from "./text-networks";

export type ReadingTask = {
  picture: Raster;
  /** Of reading. Lines that are not read by then are left out; the tallest come first. */
  budgetMs: number;
  /** `Date.now()` from which on nobody waits for the answer. */
  deadline: number;
};

/** The lines in the order of reading, or why there are none. */
export type ReadingResult = { lines: TextLine[] } | { problem: "weights_missing" | "too_late" };

/** Smaller letters are guesswork, pixels. */
const HEIGHT_MIN = 8;
/** A cover says its title and its author in a few lines; more are blurbs. */
const LINES_MAX = 24;
const CONFIDENCE_MIN = 0.5;
/** Upside down, some words can be read too, as other words, but hardly with certainty. */
const ACROSS_CONFIDENCE_MIN = 0.8;
/** The direction is settled when one way has this many certain letters more than the others, or after this many lines. */
const LEAD_MIN = 4;
const PROBES_MAX = 3;

let loading: Promise<TextNetworks | undefined> | undefined;

/** Reads the lines of text on a photo, whichever way it is turned. */
export async function read({ picture, budgetMs, deadline }: ReadingTask): Promise<ReadingResult> {
  loading ??= loadTextNetworks();
  const networks = await loading;
  if (!networks) return { problem: "weights_missing" };
  const now = Date.now();
  if (now > deadline) return { problem: "too_late" };
  return { lines: await readLines(networks, picture, Math.min(now + budgetMs, deadline)) };
}

async function readLines(networks: TextNetworks, picture: Raster, until: number): Promise<TextLine[]> {
  const sheet = new Sheet(networks, picture, await findText(networks, picture));
  const way = await sheet.findWay();
  const quarters = quartersOf(way);
  if (quarters % 2 === 0) return sheet.read(way, until);

  // The network finds fewer lines that run up or down than lines that lie.
  const turns = Array.from({ length: quarters });
  const upright = turns.reduce<Raster>(quarterTurned, picture);
  const lines = await new Sheet(networks, upright, await findText(networks, upright)).read(
    way - (quarters * Math.PI) / 2,
    until,
  );
  return lines.map((line) => ({ ...line, box: turns.reduce<TextLine["box"]>(turnedBack, line.box) }));
}

async function findText(networks: TextNetworks, picture: Raster): Promise<Rectangle[]> {
  const found = await networks.findText(picture);
  return found
    .filter(({ height }) => height >= HEIGHT_MIN)
    .sort((a, b) => b.height - a.height)
    .slice(0, LINES_MAX);
}

type Reading = { strip: Strip; text: string; confidence: number };

const certainLetters = ({ text, confidence }: Reading) => confidence * text.length;

/** A picture and where text was found in it. No strip is read twice. */
class Sheet {
  private readonly readings = new Map<string, Promise<Reading>>();

  constructor(
    private readonly networks: TextNetworks,
    private readonly picture: Raster,
    private readonly text: Rectangle[],
  ) {}

  /** In which direction the text runs: a few of the largest lines are read each way. */
  async findWay(): Promise<number> {
    const ways = waysOf(this.text).map((way) => ({ way, letters: 0 }));
    const size = ({ length, height }: Rectangle) => length * height;
    const largest = [...this.text].sort((a, b) => Number(isLine(b)) - Number(isLine(a)) || size(b) - size(a));
    for (const one of largest.slice(0, PROBES_MAX)) {
      for (const candidate of ways) candidate.letters += certainLetters(await this.readAlong(one, candidate.way));
      ways.sort((a, b) => b.letters - a.letters);
      const [first, second] = ways;
      if (first && second && first.letters - second.letters >= LEAD_MIN) break;
    }
    return ways[0]?.way ?? 0;
  }

  async read(way: number, until: number): Promise<TextLine[]> {
    const readings: Reading[] = [];
    for (const one of this.text) {
      if (Date.now() > until) break;
      if (!runsAcross(one, way)) readings.push(await this.readAlong(one, way));
      else readings.push(...(await this.readEitherWay(one)));
    }
    const legible = readings.filter(({ text, confidence }) => text !== "" && confidence >= CONFIDENCE_MIN);
    return inReadingOrder(legible, way).map(({ text, confidence, strip }) => ({
      text,
      confidence,
      box: boxOf(strip, this.picture),
    }));
  }

  private async readEitherWay(one: Rectangle): Promise<Reading[]> {
    const there = await this.readAlong(one, one.angle);
    const back = await this.readAlong(one, one.angle + Math.PI);
    const better = certainLetters(there) >= certainLetters(back) ? there : back;
    return better.confidence >= ACROSS_CONFIDENCE_MIN ? [better] : [];
  }

  private readAlong(one: Rectangle, way: number): Promise<Reading> {
    const strip = asRead(one, way);
    const name = [strip.x, strip.y, Math.round((strip.angle / Math.PI) * 180) % 360].join(" ");
    const reading =
      this.readings.get(name) ?? this.networks.readStrip(this.picture, strip).then((read) => ({ strip, ...read }));
    this.readings.set(name, reading);
    return reading;
  }
}
