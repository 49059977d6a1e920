import type { Requested } from "../lookup/request";
import type { Said } from "./feedback-client";
import { type DeliveryState, FeedbackDelivery } from "./feedback-delivery";

/** What is said of one answer, for whoever shows it. */
export class WordLine {
  readonly #delivery: FeedbackDelivery;
  readonly #listeners = new Set<() => void>();
  #state: DeliveryState;

  constructor(
    earlier: Said | null,
    send: (said: Said | null) => Promise<Requested<void>>,
    onChange: (line: WordLine) => void,
  ) {
    this.#state = { said: earlier, problem: null, isSent: true };
    const show = (state: DeliveryState) => {
      this.#state = state;
      onChange(this);
      for (const listener of this.#listeners) listener();
    };
    this.#delivery = new FeedbackDelivery(send, show, earlier);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly state = (): DeliveryState => this.#state;
  readonly say = (said: Said | null): void => void this.#delivery.say(said);
  readonly retry = (): void => void this.#delivery.retry();
}

type WordDoors = {
  send: (requestId: string, said: Said | null, photo: Blob | null) => Promise<Requested<void>>;
  /** The server has it. */
  onSent: (requestId: string, said: Said | null) => void;
};

/**
 * What readers have said and the server does not have yet. It stands outside the sheet, which may be closed meanwhile: it is
 * sent again by itself when the connection is back, and shown again with its answer.
 */
export class UnsentWords {
  readonly #lines = new Map<string, WordLine>();
  readonly #doors: WordDoors;

  constructor(doors: WordDoors) {
    this.#doors = doors;
  }

  /** The line of one answer; `earlier` is what the server has where nothing is under way. */
  lineOf(requestId: string, photo: Blob | null, earlier: Said | null): WordLine {
    const send = (said: Said | null) => this.#doors.send(requestId, said, photo);
    return this.#lines.get(requestId) ?? new WordLine(earlier, send, (line) => this.#note(requestId, line));
  }

  #note(requestId: string, line: WordLine): void {
    const { isSent, said } = line.state();
    if (isSent) {
      this.#lines.delete(requestId);
      this.#doors.onSent(requestId, said);
    } else this.#lines.set(requestId, line);
    // Adding it twice is adding it once.
    if (this.#lines.size > 0) window.addEventListener("online", this.#retryAll);
    else window.removeEventListener("online", this.#retryAll);
  }

  readonly #retryAll = (): void => {
    for (const line of [...this.#lines.values()]) if (line.state().problem?.canRetry) line.retry();
  };
}
