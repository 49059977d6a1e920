"use client";

import { useEffect, useState } from "react";
import { OwnedWords } from "@/components/copies/owned-line";
import type { Owned } from "@/lib/copies/owned/schema";
import { request } from "../lookup/request";

type Answer = { owned: { words: string; short: string; is_this: boolean; is_mine: boolean } | null };

const askOwned = (isbn: string, signal: AbortSignal) =>
  request(
    `/api/v1/book/${encodeURIComponent(isbn)}/copies`,
    {},
    async (response) => ((await response.json()) as Answer).owned,
    signal,
  );

/** "You own this: Living room, B3", under a book that was just scanned. Without an answer it says nothing. */
export function OwnedHere({ isbn }: { isbn: string }) {
  const [owned, setOwned] = useState<Owned | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    setOwned(null);
    askOwned(isbn, controller.signal)
      .then((asked) => {
        if (!asked.ok || !asked.value) return;
        const { words, short, is_this: isThis, is_mine: isMine } = asked.value;
        setOwned({ words, short, isThis, isMine });
      })
      .catch(() => undefined);
    return () => controller.abort();
  }, [isbn]);
  return (
    <div role="status" className="empty:hidden">
      {owned && <OwnedWords owned={owned} />}
    </div>
  );
}
