import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import type { Act, ActInput, RepeatableActInput, Tone, UndoActInput } from "@/lib/scanning/schema";
import type { FoundBook } from "../lookup/finding";
import type { Answer } from "../lookup/lookup-client";
import type { RequestProblem } from "../lookup/request-problem";
import { actFor, type ModeSettings } from "./modes";
import { type Attempt, changeRun, type RunEvent, type RunItem } from "./run";

/** So many books are looked up at once: a pasted list has hundreds, and the server has other readers. */
const LANES = 3;

/** How long to wait where a refusal for want of patience does not say. */
const PAUSE_SECONDS = 10;
/** Nobody stands before a shelf for longer; then it is for the reader to say when to try again. */
export const PAUSE_SECONDS_MAX = 120;

type Refused = { ok: false; reason?: string; message?: string; retryAfterSeconds?: number };

/** What a round reaches the server by, and what it keeps. */
export type RunDoors = {
  lookUp: (isbn: string, collectionId: number | null) => Promise<Answer>;
  /** A book that was asked for and has come: no new scan. */
  fetchBook: (isbn: string) => Promise<Answer>;
  act: (input: RepeatableActInput) => Promise<({ ok: true } & Act) | Refused>;
  undo: (input: UndoActInput) => Promise<{ ok: true; stayed?: number } | Refused>;
  keep: (items: RunItem[]) => void;
  today: () => string;
};

/** Whoever looks at a round. */
type Watcher = { onSignal?: (tone: Tone) => void; onCounts?: (counts: Act["counts"]) => void };

/**
 * One round of scanning: each book is looked up and dealt with as was chosen when it was scanned, while the camera goes on. It
 * stands outside the page, which may be left meanwhile: what was begun ends, and says so when its reader comes back.
 */
export class RunStore {
  #items: RunItem[];
  #lastId: number;
  #lastChangedId: number | null = null;
  readonly #lanes: Promise<void>[] = Array.from({ length: LANES }, () => Promise.resolve());
  readonly #listeners = new Set<() => void>();
  readonly #doors: RunDoors;
  #watcher: Watcher = {};
  /** The server takes nothing before. */
  #opensAt = 0;

  constructor(doors: RunDoors, kept: RunItem[]) {
    this.#doors = doors;
    this.#items = kept;
    // Rises over reloads too.
    this.#lastId = Math.max(0, ...kept.map(({ id }) => id));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly items = (): RunItem[] => this.#items;

  /** The book of which there is news, for who hears the page instead of seeing it. */
  lastChanged(): RunItem | undefined {
    return this.#items.find(({ id }) => id === this.#lastChangedId);
  }

  watch(watcher: Watcher): void {
    this.#watcher = watcher;
  }

  /** Looks a code up and deals with its book. */
  scan(isbn: string, plan: ModeSettings): void {
    const id = this.#begin(isbn, plan);
    this.#inLane(id, () => this.#look(id));
  }

  /** Deals with a book that was recognised by its cover, or chosen. */
  take(book: FoundBook, plan: ModeSettings): void {
    const id = this.#begin(book.isbn, plan);
    void this.#deal(id, book);
  }

  /** A book that was waited for has come, by this name. */
  arrive(id: number, isbn: string): void {
    // At work from now on, so that it is not dealt with twice.
    this.#change({ kind: "attempted", id, attempt: { kind: "look" } });
    this.#inLane(id, () => this.#dealWithAnswer(id, () => this.#doors.fetchBook(isbn)));
  }

  /** Does once more what did not work. */
  retry(id: number): void {
    const attempt = this.#find(id)?.attempt;
    if (attempt?.kind === "look") {
      this.#change({ kind: "attempted", id, attempt });
      this.#inLane(id, () => this.#look(id));
    } else if (attempt?.kind === "act") this.#inLane(id, () => this.#carryOut(id, attempt));
    else if (attempt?.kind === "undo") void this.undo(id);
  }

  /** The same with all that did not work. */
  retryAll(): void {
    for (const { id, state } of this.#items) if (state === "failed") this.retry(id);
  }

  /** The same with what failed for want of a connection, now that there may be one. */
  reconnect(): void {
    for (const { id, state, isCutOff } of this.#items) if (state === "failed" && isCutOff) this.retry(id);
  }

  /** Takes up what the answer offered. */
  accept(id: number, act: ActInput): void {
    void this.#carryOut(id, { kind: "act", act, actId: newActId() });
  }

  async undo(id: number): Promise<void> {
    const steps = this.#find(id)?.act?.undo ?? [];
    this.#change({ kind: "attempted", id, attempt: { kind: "undo" } });
    const undone = await this.#ask(id, () => answerOf(() => this.#doors.undo({ steps })), pauseOfRefusal);
    if (!undone.ok) return this.#fail(id, undone.message ?? GENERAL_PROBLEM);
    this.#change({ kind: "undone", id, isWhole: !undone.stayed });
    this.#watcher.onCounts?.(undefined);
  }

  clear(): void {
    this.#change({ kind: "cleared" });
  }

  #begin(isbn: string, plan: ModeSettings): number {
    this.#lastId += 1;
    this.#change({ kind: "scanned", id: this.#lastId, isbn, plan });
    return this.#lastId;
  }

  #inLane(id: number, work: () => Promise<void>): void {
    const lane = id % LANES;
    const before = this.#lanes[lane] ?? Promise.resolve();
    this.#lanes[lane] = before.then(work).catch(() => this.#fail(id, GENERAL_PROBLEM));
  }

  async #look(id: number): Promise<void> {
    const item = this.#find(id);
    if (!item) return;
    const { mode, add } = item.plan;
    const collectionId = mode === "add" ? add.collectionId : null;
    await this.#dealWithAnswer(id, () => this.#doors.lookUp(item.isbn, collectionId));
  }

  async #dealWithAnswer(id: number, lookUp: () => Promise<Answer>): Promise<void> {
    const answer = await this.#ask(id, lookUp, pauseOfAnswer);
    if (!answer.ok) {
      const { title, help, code } = answer.problem;
      return this.#fail(id, `${title}. ${help}`, CUT_OFF.has(code));
    }
    if (answer.finding.kind === "match") return this.#deal(id, answer.finding.best.book);
    this.#change({ kind: "waiting", id });
    this.#watcher.onSignal?.("alert");
  }

  async #deal(id: number, book: FoundBook): Promise<void> {
    this.#change({ kind: "found", id, book });
    const plan = this.#find(id)?.plan;
    const act = plan && actFor(plan, book.isbn, this.#doors.today());
    if (act) await this.#carryOut(id, { kind: "act", act, actId: newActId() });
    else this.#fail(id, "Choose a place first.");
  }

  async #carryOut(id: number, attempt: Extract<Attempt, { kind: "act" }>): Promise<void> {
    this.#change({ kind: "attempted", id, attempt });
    const act = await this.#ask(id, () => answerOf(() => this.#doors.act(attempt)), pauseOfRefusal);
    if (!act.ok) {
      if (act.reason === "check_ended") this.#beginCheckNext(id, attempt);
      return this.#fail(id, act.message ?? GENERAL_PROBLEM);
    }
    this.#change({ kind: "acted", id, act });
    this.#watcher.onSignal?.(act.tone);
    if (act.counts) this.#watcher.onCounts?.(act.counts);
  }

  /** Somebody ended the check: whoever tries again, or scans on, means another one. */
  #beginCheckNext(id: number, { act }: Extract<Attempt, { kind: "act" }>): void {
    this.#watcher.onCounts?.(undefined);
    if (act.mode !== "check") return;
    this.#change({ kind: "attempted", id, attempt: { kind: "act", act: { ...act, begins: true }, actId: newActId() } });
  }

  /** Asks the server, and again after as long as it wants where that was too much; the books behind wait along. */
  async #ask<Value>(id: number, ask: () => Promise<Value>, pauseOf: (answer: Value) => number | null): Promise<Value> {
    for (;;) {
      await this.#hold(id);
      const answer = await ask();
      const seconds = pauseOf(answer);
      if (seconds === null || seconds > PAUSE_SECONDS_MAX) return answer;
      this.#opensAt = Math.max(this.#opensAt, Date.now() + seconds * 1000);
    }
  }

  /** Waits until the server takes more. */
  async #hold(id: number): Promise<void> {
    while (Date.now() < this.#opensAt) {
      this.#change({ kind: "held", id, until: this.#opensAt });
      const pauseMs = this.#opensAt - Date.now();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const attempt = this.#find(id)?.attempt;
      if (attempt) this.#change({ kind: "attempted", id, attempt });
    }
  }

  #fail(id: number, problem: string, isCutOff = problem === NO_CONNECTION): void {
    this.#change({ kind: "failed", id, problem, isCutOff });
    this.#watcher.onSignal?.("alert");
  }

  #find = (id: number): RunItem | undefined => this.#items.find((item) => item.id === id);

  #change(event: RunEvent): void {
    this.#items = changeRun(this.#items, event);
    if (event.kind !== "cleared") this.#lastChangedId = event.id;
    this.#doors.keep(this.#items);
    for (const listener of this.#listeners) listener();
  }
}

const CUT_OFF = new Set<RequestProblem["code"]>(["offline", "unreachable"]);

/** For how many seconds the server wants to be left alone; null where it does not. */
export const pauseOfAnswer = (answer: { ok: true } | { ok: false; problem: RequestProblem }): number | null =>
  !answer.ok && answer.problem.code === "too_many" ? (answer.problem.retryAfterSeconds ?? PAUSE_SECONDS) : null;

const pauseOfRefusal = (answer: { ok: true } | Refused): number | null =>
  !answer.ok && answer.reason === "too_many_requests" ? (answer.retryAfterSeconds ?? PAUSE_SECONDS) : null;

/** A server that is out of reach is a refusal like others; whether it was done all the same nobody knows. */
async function answerOf<Value extends { ok: true }>(ask: () => Promise<Value | Refused>): Promise<Value | Refused> {
  try {
    return await ask();
  } catch {
    return { ok: false, message: NO_CONNECTION };
  }
}

/** Random enough for one reader's quarter of an hour; where a site is on plain http, browsers have no `randomUUID`. */
const newActId = (): string =>
  Array.from({ length: 4 }, () => Math.random().toString(36).slice(2, 8).padEnd(6, "0")).join("");
