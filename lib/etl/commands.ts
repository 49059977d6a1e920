import "server-only";
import { createHash } from "node:crypto";
import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { db, inTransaction } from "@/db/client";
import { etlImports, etlRejectedRows } from "@/db/schema/etl";
import { importRecords, isImportRace, namesOf, type SaidBy } from "@/lib/catalog/commands";
import { listKnownBooks } from "@/lib/catalog/queries";
import type { RecordOutcome } from "@/lib/catalog/records/schema";
import { fail, ok } from "@/lib/platform/result";
import { indexBooks } from "@/lib/search/commands";
import { writeMetadataFile } from "./metadata/adapters/metadata-file";
import { getImport, listRejectedLines, type Source, type SourceFacts } from "./queries";
import { type Named, previewRecord, withOutcomes } from "./rules";
import { type Counts, type EtlRecord, noCounts, type Repair, type RowProblem, type SourceRow } from "./schema";

/** Rows of one transaction. With a quarter of them an import takes twice as long; with these a batch takes half a second. */
const BATCH = 1_000;

type Rejected = Extract<SourceRow, { problem: RowProblem }>;

/** What a run tells while it goes on, and how it is asked to end. */
export type RunOptions = {
  signal?: AbortSignal;
  isDryRun?: boolean;
  /** Rows of one transaction. */
  batchRows?: number;
  /** Bytes of the file that were read, and rows. */
  onProgress?: (progress: { bytes: number; rows: number }) => void;
  onRejected?: (row: Rejected) => void | Promise<void>;
};

export type RunSummary = {
  /** Of a file whose import goes on, those of its whole; so it is with what follows, and with the rows that are told. */
  counts: Counts;
  repairs: Partial<Record<Repair, number>>;
  rejections: Partial<Record<RowProblem, number>>;
  /** False where the signal ended it before the end of the file; the next run goes on there. */
  isFinished: boolean;
  /** Of a dry run: whether it would add a book with this ISBN-13. */
  isComing?: (isbn13: string) => boolean;
};

/** Counts what rows are while they pass. */
class Tally {
  readonly counts = noCounts();
  readonly repairs: Partial<Record<Repair, number>> = {};
  readonly rejections: Partial<Record<RowProblem, number>> = {};

  /** A row that was read; `isNew` unless it is among the counts already, from the run that this one goes on with. */
  add(row: SourceRow, isNew: boolean): void {
    this.counts.read += 1;
    if (!row.problem) return;
    if (isNew) this.counts.rejected += 1;
    this.name(row.problem);
  }

  /** What became of rows in the catalogue. */
  count(rows: TakenRow[], outcomes: RecordOutcome[]): void {
    Object.assign(this.counts, this.with(rows, outcomes));
    for (const [at, row] of rows.entries()) this.addKnown(row, outcomes[at] === "isbn_of_another_title");
  }

  /** The counts with these rows. */
  with(rows: TakenRow[], outcomes: RecordOutcome[]): Counts {
    const repairs = rows.map((row) => row.repairs);
    return withOutcomes(this.counts, outcomes, repairs);
  }

  /** A row that is among the counts. */
  addKnown({ repairs }: TakenRow, isRejected: boolean): void {
    if (isRejected) this.name("isbn_of_another_title");
    else for (const repair of repairs) this.repairs[repair] = (this.repairs[repair] ?? 0) + 1;
  }

  private name(problem: RowProblem): void {
    this.rejections[problem] = (this.rejections[problem] ?? 0) + 1;
  }

  summary(isFinished: boolean): RunSummary {
    const { counts, repairs, rejections } = this;
    return { counts, repairs, rejections, isFinished };
  }
}

class SourceChanged extends Error {
  override name = "SourceChanged" as const;
  constructor(file: string) {
    super(`${file} was changed while it was read. Run this again when nobody writes it any more.`);
  }
}

type TakenRow = Extract<SourceRow, { record: EtlRecord }>;

/** Rows that can be taken: those that a run before has dealt with, and those to be taken now. */
type Batch = { done: TakenRow[]; now: TakenRow[] };

/**
 * The rows of a source that can be taken, in batches, counted; those of the first `rowsDone` rows were dealt with before.
 * Ends early when the signal fires, with what it has, but not among those rows: whatever is told of a run is of all that is
 * done. Throws where the file has become longer or shorter since it was opened.
 */
async function* batchesOf(source: Source, tally: Tally, options: RunOptions, rowsDone = 0): AsyncGenerator<Batch> {
  const { signal, batchRows = BATCH, onProgress, onRejected } = options;
  let batch: Batch = { done: [], now: [] };
  let bytes = 0;
  const rows = source.rows({
    onBytes: (more) => {
      bytes += more;
    },
  });
  for await (const row of rows) {
    const isNew = tally.counts.read >= rowsDone;
    tally.add(row, isNew);
    if (row.problem) await onRejected?.(row);
    else batch[isNew ? "now" : "done"].push(row);
    if (tally.counts.read % batchRows !== 0) continue;
    yield batch;
    batch = { done: [], now: [] };
    onProgress?.({ bytes, rows: tally.counts.read });
    if (signal?.aborted && tally.counts.read >= rowsDone) return;
  }
  if (bytes !== source.facts.bytes) throw new SourceChanged(source.facts.file);
  yield batch;
  onProgress?.({ bytes: source.facts.bytes, rows: tally.counts.read });
}

/**
 * Writes the rows of a source as `metadata.json`, in their order. The file is there when it is whole, and not before: a
 * run that is ended leaves nothing behind.
 */
export async function convertSource(source: Source, out: string, options: RunOptions = {}): Promise<RunSummary> {
  const tally = new Tally();
  async function* records(): AsyncGenerator<EtlRecord> {
    for await (const { now } of batchesOf(source, tally, options)) {
      const outcomes = now.map((): RecordOutcome => "imported");
      tally.count(now, outcomes);
      for (const { record } of now) yield record;
    }
    options.signal?.throwIfAborted();
  }
  try {
    if (options.isDryRun) for await (const _ of records());
    else await writeMetadataFile(out, records());
    return tally.summary(true);
  } catch (error) {
    if (!options.signal?.aborted) throw error;
    return tally.summary(false);
  }
}

/** The same bytes read in another way are other rows. */
const importKey = ({ hash, encoding, dialect, format }: SourceFacts): string =>
  createHash("sha256")
    .update(JSON.stringify([hash, encoding, dialect, format]))
    .digest("hex");

/** Where the import of this file goes on. One that came to its end begins anew: the catalogue may have changed since. */
async function beginImport(fileHash: string, fileName: string) {
  await db
    .insert(etlImports)
    .values({ fileHash, fileName: fileName.slice(0, FILE_NAME_MAX) })
    .onDuplicateKeyUpdate({ set: { fileHash: sql`file_hash` } });
  return inTransaction(async (tx) => {
    // With a lock, which waits for the last batch of a process that was killed while the database was still writing it.
    const row = await getImport(fileHash, tx, { isHeld: true });
    if (!row) throw new Error("an import vanished while it began");
    if (!row.finishedAt) return row;
    const none = { imported: 0, updated: 0, unchanged: 0, repaired: 0, rejected: 0 };
    const anew = { ...none, rowsDone: 0, startedAt: new Date(), finishedAt: null };
    await tx.delete(etlRejectedRows).where(eq(etlRejectedRows.fileHash, fileHash));
    await tx.update(etlImports).set(anew).where(eq(etlImports.fileHash, fileHash));
    return { ...row, ...anew };
  });
}

const FILE_NAME_MAX = 255;
const SOURCE_MAX = 60;
/** Somebody's table, of which nobody knows where it is from. Judgement, as the trust in providers is. */
const FILE_CONFIDENCE = 0.5;

class ImportTaken extends Error {
  override name = "ImportTaken" as const;
}

/**
 * Brings the rows of a source into the catalogue. What is new is added with the event that leads to its cover, what is
 * known is given what it lacks, and nothing that is there is overwritten; search finds the books at once. Each batch is
 * one transaction, in which it is also written how far the import has come and which rows the catalogue did not take: ended
 * at any moment, the next run of the same file goes on behind the last batch, and its counts, and the rows that it tells,
 * are those of one run. Twice is once. Fails where another process
 * imports the same file.
 */
export async function importSource(source: Source, options: RunOptions = {}) {
  if (options.isDryRun) return ok({ summary: await previewImport(source, options) });
  const key = importKey(source.facts);
  const { rowsDone, startedAt, imported, updated, unchanged, repaired, rejected } = await beginImport(
    key,
    source.facts.file,
  );
  const tally = new Tally();
  Object.assign(tally.counts, { imported, updated, unchanged, repaired, rejected });
  let done = rowsDone;
  // Without its ending: a table and the metadata.json that was made of it are one source.
  const name = path.parse(source.facts.file).name;
  const said = { source: [...`file:${name}`].slice(0, SOURCE_MAX).join(""), confidence: FILE_CONFIDENCE };
  const by = { saidOf: () => said, at: startedAt };
  try {
    for await (const batch of batchesOf(source, tally, options, rowsDone)) {
      const rejected = await listRejectedLines(key, batch.done);
      for (const row of batch.done) tally.addKnown(row, rejected.has(row.line));
      const { read } = tally.counts;
      if (read > done) {
        const outcomes = await importBatch(key, batch.now, by, { from: done, tally });
        for (const at of rejectedAmong(outcomes)) rejected.add(batch.now[at]?.line ?? 0);
        done = read;
      }
      for (const row of [...batch.done, ...batch.now])
        if (rejected.has(row.line)) await options.onRejected?.(notTaken(row));
    }
  } catch (error) {
    if (error instanceof ImportTaken)
      return fail("import_taken", "Another process is importing this file: wait for it, or end it.");
    throw error;
  }
  const isFinished = !options.signal?.aborted;
  if (isFinished) await db.update(etlImports).set({ finishedAt: new Date() }).where(eq(etlImports.fileHash, key));
  return ok({ summary: tally.summary(isFinished) });
}

/** The places of the rows that the catalogue did not take. */
const rejectedAmong = (outcomes: RecordOutcome[]): number[] =>
  outcomes.flatMap((outcome, at) => (outcome === "isbn_of_another_title" ? [at] : []));

const notTaken = ({ line, raw }: TakenRow): Rejected => ({ line, raw, problem: "isbn_of_another_title" });

/** Imports the rows that were read since `from`, and writes down how far that is, and which were not taken. */
async function importBatch(
  fileHash: string,
  batch: TakenRow[],
  said: SaidBy,
  { from, tally }: { from: number; tally: Tally },
): Promise<RecordOutcome[]> {
  const records = batch.map(({ record }) => record);
  const outcomes = await inTransaction(async (tx) => {
    const state = await getImport(fileHash, tx, { isHeld: true });
    if (state?.rowsDone !== from) throw new ImportTaken();
    const imported = await importRecords(tx, records, said);
    await indexBooks(tx, imported.written);
    const { read: rowsDone, ...counts } = tally.with(batch, imported.outcomes);
    await tx
      .update(etlImports)
      .set({ ...counts, rowsDone })
      .where(eq(etlImports.fileHash, fileHash));
    const rejected = rejectedAmong(imported.outcomes).map((at) => ({ fileHash, line: batch[at]?.line ?? 0 }));
    if (rejected.length > 0) await tx.insert(etlRejectedRows).values(rejected);
    return imported.outcomes;
  }, isImportRace);
  tally.count(batch, outcomes);
  return outcomes;
}

/** What an import would do, without a write; it remembers the names of the books that it would add. */
async function previewImport(source: Source, options: RunOptions): Promise<RunSummary> {
  const tally = new Tally();
  const added = new Map<string, Named>();
  for await (const { now } of batchesOf(source, tally, options)) {
    const known = await listKnownBooks(db, namesOf(now.map(({ record }) => record)));
    const outcomes = now.map(({ record }) => previewRecord(known, added, record));
    tally.count(now, outcomes);
    for (const at of rejectedAmong(outcomes)) {
      const row = now[at];
      if (row) await options.onRejected?.(notTaken(row));
    }
  }
  const isComing = (isbn13: string) => added.has(isbn13);
  return { ...tally.summary(!options.signal?.aborted), isComing };
}
