import type { Tone } from "@/lib/scanning/schema";
import type { Requested } from "../lookup/request";
import { newestOf } from "../memory/newest";
import { PAUSE_SECONDS_MAX, pauseOfAnswer } from "../modes/run-store";

/** More than anybody reads again; what has not got through yet is shown besides. */
export const SHOWN_MAX = 50;

/** `failed`: `problem` says why. */
export type Sent = {
  id: number;
  /** The page that it is for. */
  to: string;
  isbn: string;
  title: string | null;
  state: "sending" | "sent" | "failed";
  problem: string | null;
};

/** What an outbox reaches the server by, and who hears of it. */
export type OutboxDoors = {
  send: (to: string, isbn: string) => Promise<Requested<void>>;
  titleOf: (isbn: string) => Promise<string | null>;
  onSignal: (tone: Tone) => void;
};

/** What a phone sends to a computer's page, the last first: one after the other, since the page deals with it in this order. */
export class Outbox {
  #items: Sent[] = [];
  #lastId = 0;
  #sending: Promise<void> = Promise.resolve();
  #naming: Promise<void> = Promise.resolve();
  readonly #doors: OutboxDoors;
  readonly #listeners = new Set<() => void>();

  constructor(doors: OutboxDoors) {
    this.#doors = doors;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly items = (): Sent[] => this.#items;

  /** Sends what names a book; `title` where it is known already. */
  send(to: string, isbn: string, title: string | null): void {
    this.#lastId += 1;
    const one: Sent = { ...{ id: this.#lastId, to, isbn, title }, state: "sending", problem: null };
    this.#set(newestOf([one, ...this.#items], SHOWN_MAX, ({ state }) => state === "sent"));
    this.#enqueue(one.id);
  }

  sendAgain(id: number): void {
    this.#change(id, { state: "sending", problem: null });
    this.#enqueue(id);
  }

  /** Forgets all of it; what has not been sent yet will not be. */
  clear(): void {
    this.#set([]);
  }

  #enqueue(id: number): void {
    this.#sending = this.#sending.then(() => this.#deliver(id));
  }

  async #deliver(id: number): Promise<void> {
    const done = await this.#patiently(id);
    if (!done) return;
    this.#doors.onSignal(done.ok ? "done" : "alert");
    if (!done.ok) return this.#change(id, { state: "failed", problem: done.problem.help });
    this.#change(id, { state: "sent" });
    // Beside the sending, which is not to wait for it.
    this.#naming = this.#naming.then(() => this.#name(id));
  }

  /** How the sending ended, with the pauses that the server asked for; null where its reader has stopped meanwhile. */
  async #patiently(id: number): Promise<Requested<void> | null> {
    for (;;) {
      const one = this.#find(id);
      if (!one) return null;
      const done = await this.#doors.send(one.to, one.isbn);
      const seconds = pauseOfAnswer(done);
      if (seconds === null || seconds > PAUSE_SECONDS_MAX) return done;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }

  /** The page does the work; here it is only said which book that was. */
  async #name(id: number): Promise<void> {
    const one = this.#find(id);
    if (one && one.title === null) this.#change(id, { title: await this.#doors.titleOf(one.isbn) });
  }

  #find(id: number): Sent | undefined {
    return this.#items.find((one) => one.id === id);
  }

  #change(id: number, values: Partial<Sent>): void {
    this.#set(this.#items.map((one) => (one.id === id ? { ...one, ...values } : one)));
  }

  #set(items: Sent[]): void {
    this.#items = items;
    for (const listener of this.#listeners) listener();
  }
}
