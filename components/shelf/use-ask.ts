"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { formatShelfQuery } from "@/lib/shelf/rules";
import { firstShelfPage, type ShelfPage, type ShelfQuery, shelfHref } from "@/lib/shelf/schema";

/** Asks for other books: the address says what is asked, so the back button leads to what was asked before. */
export function useAsk(query: ShelfQuery, page: ShelfPage) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [shown, show] = useOptimistic(query);

  function ask(next: ShelfQuery) {
    startTransition(() => {
      show(next);
      router.push(shelfHref(firstShelfPage({ ...page, q: formatShelfQuery(next) })), { scroll: false });
    });
  }
  return { query: shown, ask, isPending };
}
