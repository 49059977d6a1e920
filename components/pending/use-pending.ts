"use client";

import { useEffect, useRef, useState } from "react";
import type { PendingResponse } from "@/lib/scans/pending/schema";
import { hasCome, isMoving } from "./pending-words";

/** From then on, after the first look, so long between two looks. */
const PACES = [
  { afterMs: 60_000, everyMs: 5_000 },
  { afterMs: 15_000, everyMs: 1_500 },
  { afterMs: 0, everyMs: 300 },
];

const paceAt = (ms: number): number => PACES.find(({ afterMs }) => ms >= afterMs)?.everyMs ?? 1_500;

/**
 * Follows a pending book until it stands still: null before the first answer. Looks often at first, since most come within
 * a second, and not while nobody sees the page. `onCome` is called once, as soon as the book has a page.
 */
export function usePending(
  id: string,
  initial: PendingResponse | null,
  onCome: (isbn: string) => void,
): PendingResponse | null {
  const [pending, setPending] = useState(initial);
  const told = useRef(onCome);
  told.current = onCome;

  useEffect(() => {
    const controller = new AbortController();
    const startedAt = performance.now();
    let timer: ReturnType<typeof setTimeout>;
    const wait = (work: () => void) => {
      timer = setTimeout(work, paceAt(performance.now() - startedAt));
    };
    async function look() {
      if (document.hidden) return wait(look);
      try {
        const response = await fetch(`/api/v1/pending/${encodeURIComponent(id)}`, { signal: controller.signal });
        // Too many requests, or the server restarts: the next look may do.
        if (!response.ok) return wait(look);
        const now = (await response.json()) as PendingResponse;
        setPending(now);
        if (hasCome(now) && now.book) return told.current(now.book.isbn);
        if (isMoving(now)) wait(look);
      } catch {
        if (!controller.signal.aborted) wait(look);
      }
    }
    void look();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [id]);

  return pending;
}
