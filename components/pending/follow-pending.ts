import { request } from "@/components/scanner/lookup/request";
import type { PendingResponse } from "@/lib/scans/pending/schema";
import { hasCome, isMoving } from "./pending-words";

/** From then on, after the first look, so long between two looks. */
const PACES = [
  { afterMs: 60_000, everyMs: 5_000 },
  { afterMs: 15_000, everyMs: 1_500 },
  { afterMs: 0, everyMs: 300 },
];

const paceAt = (ms: number): number => PACES.find(({ afterMs }) => ms >= afterMs)?.everyMs ?? 1_500;

/** Between any two looks of the page: a pasted list has many unknown books, and the server takes 600 requests in a minute. */
const BETWEEN_LOOKS_MS = 200;
/** How long to wait where a refusal for want of patience does not say. */
const PAUSE_SECONDS = 10;

/** The looks of all that is followed, one after the other. */
let turn = Promise.resolve();
/** None before. */
let opensAt = 0;

const waitSeconds = (seconds: number) => {
  opensAt = Math.max(opensAt, Date.now() + seconds * 1000);
};

function inTurn(signal: AbortSignal, look: () => Promise<void>): void {
  turn = turn.then(async () => {
    while (!signal.aborted && Date.now() < opensAt) await new Promise((go) => setTimeout(go, opensAt - Date.now()));
    if (signal.aborted) return;
    waitSeconds(BETWEEN_LOOKS_MS / 1000);
    await look();
  });
}

type Following = {
  onNews: (pending: PendingResponse) => void;
  /** Called once, as soon as the book has a page. */
  onCome: (isbn: string) => void;
};

/**
 * Looks how a pending book stands until it stands still, or the returned function is called. Often at first, since most come
 * within a second, but not while nobody sees the page, and never more for many books than the server takes.
 */
export function followPending(id: string, { onNews, onCome }: Following): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  const startedAt = Date.now();
  let timer: ReturnType<typeof setTimeout>;
  const waitAndLook = () => {
    timer = setTimeout(() => inTurn(signal, look), paceAt(Date.now() - startedAt));
  };

  async function look(): Promise<void> {
    if (document.hidden) return waitAndLook();
    const asked = await ask(id, signal);
    if (signal.aborted) return;
    // Too many requests, or the server restarts: the next look may do.
    if (asked === null) return waitAndLook();
    onNews(asked);
    if (hasCome(asked) && asked.book) return onCome(asked.book.isbn);
    if (isMoving(asked)) waitAndLook();
  }

  inTurn(signal, look);
  return () => {
    controller.abort();
    clearTimeout(timer);
  };
}

/** Null: no answer this time. */
async function ask(id: string, signal: AbortSignal): Promise<PendingResponse | null> {
  try {
    const read = async (response: Response) => (await response.json()) as PendingResponse;
    const asked = await request(`/api/v1/pending/${encodeURIComponent(id)}`, {}, read, signal);
    if (asked.ok) return asked.value;
    const { code, retryAfterSeconds } = asked.problem;
    if (code === "too_many" || retryAfterSeconds !== null) waitSeconds(retryAfterSeconds ?? PAUSE_SECONDS);
    return null;
  } catch {
    return null; // no longer followed
  }
}
