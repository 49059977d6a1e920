/**
 * How well photos find their covers, on the real photos of ../shared/data: per set the share with the right book first
 * and among six, how often the right one is among the candidates, what is answered to pictures of no known book, and
 * how far the stated confidence can be believed. `--fit` fits the calibration of lib/identify/rules.ts.
 */
import { decodePicture } from "@/lib/covers/adapters/picture";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { VectorIndex } from "@/lib/covers/vectors/index/adapters/vector-index";
import { bestOfEach, toSimilarity } from "@/lib/covers/vectors/rules";
import { CALIBRATION, decide, MATCH_CONFIDENCE_MIN, marginOf } from "@/lib/identify/rules";
import type { MatchStatus } from "@/lib/identify/schema";
import { crossValidate, fitCalibration, logLossOf } from "./calibration";
import { galleryCovers, hasSharedData, type Query, queries, readShared } from "./gallery";
import { p50p95, percent, report, table, timed } from "./measure";

/** As the site has it: one answer and five alternatives. */
const SHOWN = 6;
const CANDIDATES = 100;
const CLASSES = [0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 1];

type Ask = {
  set: string;
  /** The photo's cover, for folds that keep the photos of one cover together. */
  group: string;
  /** Place of the right work among the candidates, 0 the first; -1: not there, or nothing is right. */
  rank: number;
  status: MatchStatus;
  confidence: number;
  similarity: number;
  margin: number;
  isRight: boolean;
};

async function main() {
  if (!hasSharedData()) return console.log("skipped: ../shared/data is not there");
  const encoder = await coverEncoder();
  const covers = galleryCovers();
  const workIds = new Map([...new Set(covers.map(({ work }) => work))].map((work, id) => [work, id]));
  const books = covers.map(({ file, work }, bookId) => ({ file, bookId, workId: workIds.get(work) ?? -1 }));
  const workOf = new Map(books.map(({ file, workId }) => [file, workId]));

  // Without a snapshot the index searches exactly: what the graph of a large one loses is bench:index's matter.
  const index = new VectorIndex();
  for (const { file, bookId } of books) {
    const vector = await encoder.encodeCover(await decodePicture(readShared(file)));
    index.apply([{ label: bookId, seq: bookId + 1, vector }]);
  }

  const asks: Ask[] = [];
  const ms: Record<"decode" | "encode" | "search", number[]> = { decode: [], encode: [], search: [] };

  function answer(query: Query, hits: { bookId: number; workId: number; similarity: number }[], rightWork: number) {
    const shown = hits.slice(0, SHOWN);
    const { status, confidences } = decide(shown);
    const [best] = shown;
    const rival = shown.find(({ workId }) => workId !== best?.workId);
    asks.push({
      set: rightWork < 0 && query.reference ? "removed" : query.set,
      group: query.reference ?? query.file,
      rank: hits.findIndex(({ workId }) => workId === rightWork),
      status,
      confidence: confidences[0] ?? 0,
      similarity: best?.similarity ?? 0,
      margin: marginOf(best?.similarity ?? 0, rival?.similarity),
      isRight: best?.workId === rightWork,
    });
  }

  for (const query of queries()) {
    const bytes = readShared(query.file);
    const decoded = await timed(() => decodePicture(bytes));
    const encoded = await timed(() => encoder.encodePhoto(decoded.value));
    const found = await timed(() => bestOfEach(encoded.value.map((view) => index.search(view, CANDIDATES))));
    ms.decode.push(decoded.ms);
    ms.encode.push(encoded.ms);
    ms.search.push(found.ms);
    const hits = found.value.flatMap(({ label, score }) => {
      const book = books[label];
      return book ? [{ bookId: book.bookId, workId: book.workId, similarity: toSimilarity(score) }] : [];
    });
    const rightWork = query.reference === undefined ? -1 : (workOf.get(query.reference) ?? -1);
    answer(query, hits, rightWork);
    // The same photo once more, as that of a book which nobody has entered yet.
    if (rightWork >= 0) {
      const others = hits.filter(({ workId }) => workId !== rightWork);
      answer(query, others, -1);
    }
  }

  const { model, version } = encoder.modelId;
  const sections = [
    `Model ${model}@${version}, gallery ${covers.length} covers of ${workIds.size} works; "removed": the photos of the first sets asked against a gallery without their work. Rank is that of the work.`,
    ranksTable(asks),
    statusTable(asks),
    reliabilityTable(asks),
    `Decode ${p50p95(ms.decode)}, encode all views ${p50p95(ms.encode)}, exact search of all views for ${CANDIDATES} each ${p50p95(ms.search)} (p50 / p95).`,
  ];
  if (process.argv.includes("--fit")) sections.push(fitReport(asks));
  report("bench:match", sections.join("\n\n"));
}

const setsOf = (asks: Ask[]) => [...new Set(asks.map(({ set }) => set))];
const hasAnswer = (set: string) => /^dvd|^books/.test(set);

function ranksTable(asks: Ask[]): string {
  const rows = setsOf(asks)
    .filter(hasAnswer)
    .map((set) => {
      const own = asks.filter((ask) => ask.set === set);
      const within = (n: number) => percent(own.filter(({ rank }) => rank >= 0 && rank < n).length, own.length);
      return [set, own.length, within(1), within(SHOWN), within(10), within(CANDIDATES)];
    });
  return table(["set", "photos", "right first", `in ${SHOWN}`, "in 10 candidates", `in ${CANDIDATES}`], rows);
}

function statusTable(asks: Ask[]): string {
  const rows = setsOf(asks).map((set) => {
    const own = asks.filter((ask) => ask.set === set);
    const matches = own.filter(({ status }) => status === "match");
    const wrong = matches.filter(({ isRight }) => !isRight).length;
    const share = (status: MatchStatus) => percent(own.filter((ask) => ask.status === status).length, own.length);
    return [set, own.length, share("match"), percent(wrong, own.length), share("unsure"), share("unknown")];
  });
  return table(["set", "photos", "`match`", "false `match`", "`unsure`", "`unknown`"], rows);
}

function reliabilityTable(asks: Ask[]): string {
  const rows = CLASSES.map((high, at) => {
    const low = CLASSES[at - 1] ?? 0;
    const own = asks.filter(({ confidence }) => confidence >= low && (confidence < high || high === 1));
    const stated = own.reduce((sum, { confidence }) => sum + confidence, 0);
    const right = own.filter(({ isRight }) => isRight).length;
    return [`${low}–${high}`, own.length, percent(stated, own.length), percent(right, own.length)];
  });
  return table(["stated confidence", "answers", "mean stated", "really right"], rows);
}

function fitReport(asks: Ask[]): string {
  const { bias, similarity, margin } = fitCalibration(asks);
  const { logLoss, matches, falseMatches } = crossValidate(asks, MATCH_CONFIDENCE_MIN);
  return `Fit on all ${asks.length} answers: bias ${bias.toFixed(1)}, similarity ${similarity.toFixed(1)}, margin ${margin.toFixed(1)}. Five folds by cover, each judged on what it was not fitted to: log loss ${logLoss.toFixed(3)}, ${matches} times \`match\`, ${falseMatches} of these false. The curve in use has a log loss of ${logLossOf(asks, CALIBRATION).toFixed(3)}.`;
}

await main();
