"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { toast } from "@/components/ui/toast";
import { markToldAction } from "@/lib/scans/pending/actions";
import type { PendingResponse } from "@/lib/scans/pending/schema";
import { onPendingNoticed } from "./notice-pending";
import { hasCome, isMoving } from "./pending-words";

const SOON_MS = 2_000;
const LATER_MS = 15_000;
/** Most come within seconds; what does not may take hours. */
const SOON_LOOKS = 10;

/** Tells a reader, wherever in the product, when a book that they asked for has come. Asks only while there is one. */
export function PendingWatcher({ isWaiting }: { isWaiting: boolean }) {
  const router = useRouter();
  const start = useRef<() => void>(() => undefined);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let looks = 0;
    const controller = new AbortController();
    const told = new Set<string>();

    async function look() {
      timer = undefined;
      looks += 1;
      const mine = document.hidden ? null : await listMine(controller.signal);
      if (controller.signal.aborted) return;
      for (const pending of mine ?? []) if (!told.has(pending.id) && tell(pending)) told.add(pending.id);
      if (mine === null || mine.some((pending) => isMoving(pending) && !hasCome(pending)))
        timer = setTimeout(look, looks < SOON_LOOKS ? SOON_MS : LATER_MS);
    }

    /** False while there is nothing to tell. */
    function tell(pending: PendingResponse): boolean {
      const { id, book, title, isbn } = pending;
      const name = book?.title ?? title ?? `ISBN ${isbn}`;
      if (hasCome(pending) && book) {
        const onAction = () => router.push(`/book/${encodeURIComponent(book.isbn)}`);
        toast({ message: `“${name}” is here`, action: { label: "Open", onAction } });
      } else if (pending.status === "rejected") {
        toast({ message: `“${name}” will not be added: a moderator decided against it`, tone: "problem" });
      } else return false;
      void markToldAction({ id }).catch(() => undefined);
      return true;
    }

    start.current = () => {
      looks = 0;
      if (timer === undefined) timer = setTimeout(look, SOON_MS);
    };
    const stopListening = onPendingNoticed(() => start.current());
    return () => {
      controller.abort();
      clearTimeout(timer);
      stopListening();
    };
  }, [router]);

  useEffect(() => {
    if (isWaiting) start.current();
  }, [isWaiting]);
  return null;
}

/** Null: no answer this time. */
async function listMine(signal: AbortSignal): Promise<PendingResponse[] | null> {
  try {
    const response = await fetch("/api/v1/pending", { signal });
    if (response.status === 401) return [];
    return response.ok ? ((await response.json()) as { pending: PendingResponse[] }).pending : null;
  } catch {
    return null;
  }
}
