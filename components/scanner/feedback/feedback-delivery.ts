import type { Requested } from "../lookup/request";
import type { RequestProblem } from "../lookup/request-problem";
import type { Said } from "./feedback-client";

export type DeliveryState = {
  /** What the reader says, shown before the server has it. */
  said: Said | null;
  /** Why it is not with the server: still to be sent when that can be tried again, else taken back. */
  problem: RequestProblem | null;
  /** The server has just what is shown. */
  isSent: boolean;
};

/**
 * Brings what a reader says to the server, one word after another and the newest last. A word that does not get through
 * stays, to be sent by `retry`; one that is refused is taken back to what the server has.
 */
export class FeedbackDelivery {
  private wanted: Said | null;
  /** Undefined when a request got lost on the way: the server may have it or not. */
  private saved: Said | null | undefined;
  private isRunning = false;

  /** `earlier` is what the server has already. */
  constructor(
    private readonly send: (said: Said | null) => Promise<Requested<void>>,
    private readonly onChange: (state: DeliveryState) => void,
    earlier: Said | null = null,
  ) {
    this.wanted = earlier;
    this.saved = earlier;
  }

  say(said: Said | null): Promise<void> {
    this.wanted = said;
    return this.retry();
  }

  async retry(): Promise<void> {
    this.show(null);
    if (this.isRunning) return;
    this.isRunning = true;
    const problem = await this.deliver();
    this.isRunning = false;
    this.show(problem);
  }

  private show(problem: RequestProblem | null): void {
    this.onChange({ said: this.wanted, problem, isSent: this.wanted === this.saved });
  }

  private async deliver(): Promise<RequestProblem | null> {
    while (this.wanted !== this.saved) {
      const sent = this.wanted;
      const result = await this.send(sent);
      if (result.ok) {
        this.saved = sent;
        continue;
      }
      const { problem } = result;
      if (problem.canRetry) this.saved = undefined;
      // A newer word has come meanwhile: what became of this one no longer matters.
      if (this.wanted !== sent) continue;
      if (!problem.canRetry) this.wanted = this.saved ?? null;
      return problem;
    }
    return null;
  }
}
