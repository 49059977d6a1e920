/**
 * How well photos find their covers, on the real photos of ../shared/data: per set how often the right cover is among the
 * candidates of each source and of both, how often the right book is first and among six, what is answered to pictures
 * of no known book or of another book of a known series, how far the stated confidence can be believed, and where the time goes. `--covers N` adds distractors
 * (covers that are mixtures of real ones) up to N; `--fit` fits the calibration of lib/identify/rules.ts, `--failures` names the photos that were not recognised.
 */
import { decodePicture } from "@/lib/covers/adapters/picture";
import { DetailIndex } from "@/lib/covers/features/adapters/detail-index";
import { verifyCover } from "@/lib/covers/features/adapters/extractor";
import { seePhoto } from "@/lib/covers/features/queries";
import { isTelling } from "@/lib/covers/features/rules";
import type { PhotoFeatures, PhotoView } from "@/lib/covers/features/schema";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { VectorIndex } from "@/lib/covers/vectors/index/adapters/vector-index";
import { bestOfEach, scoreOf, toSimilarity } from "@/lib/covers/vectors/rules";
import { CANDIDATES_A_SOURCE, DECIDED_MAX } from "@/lib/identify/queries";
import {
  type CALIBRATION,
  type Candidate,
  decide,
  MATCH_CONFIDENCE_MIN,
  type Signals,
  signalsOf,
} from "@/lib/identify/rules";
import type { MatchStatus } from "@/lib/identify/schema";
import { fuse, seek } from "@/lib/identify/seeking/rules";
import { crossValidate, fitCalibration, logLossOf, type Sample } from "./calibration";
import { galleryCovers, hasSharedData, type Query, queries, readShared } from "./gallery";
import { p50p95, percent, report, table, timed } from "./measure";
import { realFeatures } from "./real-features";
import { realVectors } from "./real-vectors";
import { photosOfSeries, REMOVED_OF_SERIES, SERIES } from "./series";
import { syntheticFeatures, syntheticVectors } from "./synthetic";

/** Photos of a series are as hard as can be, and not as frequent as here. */
const SERIES_WEIGHT = 0.2;
/** As the site has it: one answer and five alternatives. */
const SHOWN = 6;
/** Candidates that are looked at for the recall of a source; the product takes fewer. */
const LISTED = 100;
const CLASSES = [0.1, 0.2, 0.5, 0.8, 0.9, 0.95, 1];
const STAGES = [
  "decode",
  "encode",
  "flats",
  "encode flats",
  "search",
  "plain",
  "flat",
  "second-flat",
  "large",
  "vote",
] as const;

type Ask = Sample & {
  set: string;
  file: string;
  /** Place of the right work, 0 the first, in each list; -1: not there, or nothing is right. */
  rank: { look: number; detail: number; both: number; answer: number };
  status: MatchStatus;
  confidence: number;
  compared: number;
  /** As it would be if no cover had details enough to be compared. */
  byLook: Sample;
  /** For all looks at details and comparisons. */
  ms: number;
};

const NOTHING: Signals = { similarity: 0, margin: 0, inliers: 0, rivalInliers: 0, hasTwin: false };

type Found = { coverId: number };

/** A photo, with what was found out about it so far. */
type Asked = {
  views: { ofPhoto: Float32Array[]; ofFlats: Float32Array[] };
  byLook: Found[];
  byLookOfFlats: Found[];
  extract: (view: PhotoView) => Promise<PhotoFeatures | undefined>;
  byDetail: (seen: PhotoFeatures) => Promise<Found[]>;
};

async function main() {
  if (!hasSharedData()) return console.log("skipped: ../shared/data is not there");
  const encoder = await coverEncoder();
  const covers = galleryCovers();
  const workIds = new Map([...new Set(covers.map(({ work }) => work))].map((work, id) => [work, id]));
  const works = covers.map(({ work }) => workIds.get(work) ?? -1);
  const workOf = new Map(covers.map(({ file }, coverId) => [file, works[coverId] ?? -1]));
  const workOfCover = (coverId: number) => works[coverId] ?? -1 - coverId;

  const wanted = Number(process.argv[process.argv.indexOf("--covers") + 1]) || covers.length;
  const distractors = Math.max(0, wanted - covers.length);
  const [realV, realF] = [await realVectors(), await realFeatures()];
  const vectors = [...realV, ...syntheticVectors(distractors, realV)];
  const features = [...realF, ...syntheticFeatures(distractors, realF)];

  // Without a snapshot the index searches exactly: what the graph of a large one loses is bench:index's matter.
  const look = new VectorIndex();
  look.apply(vectors.map((vector, label) => ({ label, seq: label + 1, vector })));
  const details = new DetailIndex();
  details.apply(features.map((one, label) => ({ label, seq: label + 1, features: one })));

  const asks: Ask[] = [];
  const ms = Object.fromEntries(STAGES.map((stage) => [stage, [] as number[]])) as Record<
    (typeof STAGES)[number],
    number[]
  >;
  const time = async <Value>(stage: (typeof STAGES)[number], work: () => Promise<Value> | Value) => {
    const { value, ms: took } = await timed(work);
    ms[stage].push(took);
    return value;
  };

  async function answer(query: Query, asked: Asked, rightWork: number, isRemoved: boolean) {
    const isThere = ({ coverId }: Found) => !isRemoved || workOfCover(coverId) !== rightWork;
    const byLook = asked.byLook.filter(isThere);
    const byLookOfFlats = asked.byLookOfFlats.filter(isThere);
    let views = asked.views.ofPhoto;
    let byDetail: Found[] | undefined;
    const { value: sought, ms: took } = await timed(() =>
      seek<Found>({
        byLook: async () => byLook.slice(0, CANDIDATES_A_SOURCE),
        byLookOfFlats: async () => {
          views = [...asked.views.ofPhoto, ...asked.views.ofFlats];
          return byLookOfFlats.slice(0, CANDIDATES_A_SOURCE);
        },
        prepare: async () => {},
        extract: asked.extract,
        byDetail: async (seen) => {
          const found = (await asked.byDetail(seen)).filter(isThere);
          byDetail ??= found;
          return found.slice(0, CANDIDATES_A_SOURCE);
        },
        verify: async (seen, { coverId }) => {
          const cover = features[coverId];
          return cover && isTelling(cover) ? verifyCover(seen, cover) : undefined;
        },
        mayGoOn: () => true,
      }),
    );
    const { covers: fused, verifications } = sought;
    const rest = fused.filter(({ coverId }) => !verifications.has(coverId));
    const decided = [...fused.filter(({ coverId }) => verifications.has(coverId)), ...rest].slice(0, DECIDED_MAX);
    const candidates: Candidate[] = decided.map(({ coverId }) => {
      const vector = vectors[coverId] ?? new Float32Array();
      const score = Math.min(...views.map((view) => scoreOf(view, vector)));
      return {
        bookId: coverId,
        workId: workOfCover(coverId),
        similarity: toSimilarity(score),
        verification: verifications.get(coverId),
      };
    });
    const { status, ranked } = decide(candidates);
    const signals = signalsOf(ranked);
    const right = isRemoved ? -1 : rightWork;
    const group = query.reference ?? query.file;
    const weight = query.set === SERIES ? SERIES_WEIGHT : 1;
    const uncompared = candidates
      .map((one) => ({ ...one, verification: undefined }))
      .sort((a, b) => b.similarity - a.similarity);
    const rankIn = (list: Found[]) => list.findIndex(({ coverId }) => workOfCover(coverId) === right);
    asks.push({
      ...(signals ?? NOTHING),
      byLook: {
        ...(signalsOf(uncompared) ?? NOTHING),
        ...{ group, weight },
        isRight: right >= 0 && uncompared[0]?.workId === right,
      },
      set: isRemoved ? (query.set === SERIES ? REMOVED_OF_SERIES : "removed") : query.set,
      ...{ group, weight },
      file: query.file,
      rank: {
        look: rankIn(byLookOfFlats),
        detail: rankIn(byDetail ?? []),
        both: rankIn(fuse(byLookOfFlats.slice(0, CANDIDATES_A_SOURCE), (byDetail ?? []).slice(0, CANDIDATES_A_SOURCE))),
        answer: ranked.findIndex(({ workId }) => workId === right),
      },
      status,
      confidence: ranked[0]?.confidence ?? 0,
      compared: verifications.size,
      ms: took,
      isRight: right >= 0 && ranked[0]?.workId === right,
    });
  }

  for (const query of [...queries(), ...(await photosOfSeries(covers, realF, details))]) {
    const bytes = query.photo ? await query.photo() : readShared(query.file);
    const picture = await time("decode", () => decodePicture(bytes));
    const photo = seePhoto(picture);
    const flats = await time("flats", () => photo.flats());
    const ofPhoto = await time("encode", () => encoder.encodePhoto(picture));
    const ofFlats = await time("encode flats", () => encoder.encodeFlats(flats.map((flat) => flat.picture)));
    const near = async (views: Float32Array[]) => {
      const neighbours = await time("search", () => bestOfEach(views.map((view) => look.search(view, LISTED))));
      return neighbours.map(({ label }) => ({ coverId: label }));
    };
    const seen = new Map<PhotoView, Promise<PhotoFeatures | undefined>>();
    const found = new Map<PhotoFeatures, Found[]>();
    const asked: Asked = {
      views: { ofPhoto, ofFlats },
      byLook: await near(ofPhoto),
      byLookOfFlats: await near([...ofPhoto, ...ofFlats]),
      extract: (view) => {
        const extracted = seen.get(view) ?? time(view, () => photo.extract(view));
        seen.set(view, extracted);
        return extracted;
      },
      byDetail: async (one) => {
        const covers =
          found.get(one) ??
          (await time("vote", () => details.vote(one, LISTED))).map(({ label }) => ({ coverId: label }));
        found.set(one, covers);
        return covers;
      },
    };
    const rightWork = query.reference === undefined ? -1 : (workOf.get(query.reference) ?? -1);
    await answer(query, asked, rightWork, false);
    // The same photo once more, as that of a book which nobody has entered yet.
    if (rightWork >= 0) await answer(query, asked, rightWork, true);
  }

  const { model, version } = encoder.modelId;
  const sections = [
    `Model ${model}@${version}, gallery ${vectors.length} covers: ${covers.length} real ones of ${workIds.size} works${distractors > 0 ? ` and ${distractors} distractors` : ""}; "removed": the photos of the first sets asked against a gallery without their work. Rank is that of the work.`,
    "Right work among the candidates of each source, and of both as the product takes them:",
    sourcesTable(asks),
    "The answer:",
    ranksTable(asks),
    statusTable(asks),
    reliabilityTable(asks),
    timesTable(ms, asks),
    `Index of details: ${(details.bytes / details.size / 1_024).toFixed(1)} KiB a cover.`,
  ];
  if (process.argv.includes("--fit")) sections.push(fitReport(asks));
  if (process.argv.includes("--failures")) console.log(failures(asks));
  report("bench:match", sections.join("\n\n"));
}

const setsOf = (asks: Ask[]) => [...new Set(asks.map(({ set }) => set))];
const hasAnswer = (set: string) => /^dvd|^books|^of a series$/.test(set);

function sourcesTable(asks: Ask[]): string {
  const rows = setsOf(asks)
    .filter(hasAnswer)
    .map((set) => {
      const own = asks.filter((ask) => ask.set === set);
      const recalls = (source: "look" | "detail") =>
        [1, 10, LISTED]
          .map((n) => own.filter(({ rank }) => rank[source] >= 0 && rank[source] < n).length)
          .map((count) => percent(count, own.length));
      const both = [1, 10, CANDIDATES_A_SOURCE].map((n) =>
        percent(own.filter(({ rank }) => rank.both >= 0 && rank.both < n).length, own.length),
      );
      return [set, ...recalls("look"), ...recalls("detail"), ...both];
    });
  const header = ["look", "detail"].flatMap((source) => [1, 10, LISTED].map((n) => `${source} @${n}`));
  return table(["set", ...header, ...[1, 10, CANDIDATES_A_SOURCE].map((n) => `both @${n}`)], rows);
}

function ranksTable(asks: Ask[]): string {
  const rows = setsOf(asks)
    .filter(hasAnswer)
    .map((set) => {
      const own = asks.filter((ask) => ask.set === set);
      const within = (n: number) =>
        percent(own.filter(({ rank }) => rank.answer >= 0 && rank.answer < n).length, own.length);
      const compared = own.reduce((sum, ask) => sum + ask.compared, 0) / own.length;
      return [set, own.length, within(1), within(SHOWN), compared.toFixed(1)];
    });
  return table(["set", "photos", "right first", `in ${SHOWN}`, "covers compared"], rows);
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

function timesTable(ms: Record<(typeof STAGES)[number], number[]>, asks: Ask[]): string {
  const present = asks.filter(({ set }) => set !== "removed");
  const whole = (isMatch: boolean) =>
    p50p95(present.filter(({ status }) => (status === "match") === isMatch).map(({ ms: took }) => took));
  const name = (stage: string) => (/plain|flat$|large/.test(stage) ? `extract, ${stage}` : stage);
  const rows = STAGES.map((stage) => [name(stage), ms[stage].length, p50p95(ms[stage])]);
  rows.push(["details in all, a match", "", whole(true)], ["details in all, no match", "", whole(false)]);
  return table(["stage", "times", "p50 / p95"], rows);
}

/** What went wrong, photo by photo, for whoever wants to know why. */
function failures(asks: Ask[]): string {
  return asks
    .filter((ask) => (hasAnswer(ask.set) ? !ask.isRight : ask.status === "match"))
    .map(
      ({ set, file, rank, inliers, margin, similarity, confidence }) =>
        `${set} ${file}: look ${rank.look}, detail ${rank.detail}, both ${rank.both}, inliers ${inliers?.toFixed(1)}, margin ${margin.toFixed(2)}, similarity ${similarity.toFixed(2)}, confidence ${confidence.toFixed(2)}`,
    )
    .join("\n");
}

function fitReport(asks: Ask[]): string {
  const fitOf = (name: keyof typeof CALIBRATION, samples: Sample[]) => {
    const fitted = Object.entries(fitCalibration(name, samples)).map(
      ([input, weight]) => `${input} ${weight.toFixed(2)}`,
    );
    const { logLoss, matches, falseMatches } = crossValidate(name, samples, MATCH_CONFIDENCE_MIN);
    return `Fit of \`${name}\` on all ${samples.length} answers: ${fitted.join(", ")}. Five folds by cover, each judged on what it was not fitted to: log loss ${logLoss.toFixed(3)}, ${matches} times \`match\`, ${falseMatches} of these false. The curve in use has a log loss of ${logLossOf(name, samples).toFixed(3)}.`;
  };
  const alone = asks.map(({ byLook }) => byLook);
  return [fitOf("geometry", asks), fitOf("look", alone)].join("\n\n");
}

await main();
// The threads would keep the process.
process.exit();
