"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { readCheckAction } from "@/lib/copies/checking/actions";
import type { CheckCounts } from "@/lib/copies/checking/schema";
import type { ModeSettings } from "./modes";

/** How far the check is of the shelf that is chosen; null before its first book. */
export function useCheckCounts({ mode, checked }: ModeSettings) {
  const [counts, setCounts] = useState<CheckCounts | null>(null);
  const placeId = mode === "check" ? checked : null;
  const placeRef = useRef(placeId);
  placeRef.current = placeId;
  // An answer about a shelf that was left meanwhile says nothing of this one.
  const show = useCallback((next: CheckCounts) => {
    if (next.placeId === placeRef.current) setCounts(next);
  }, []);

  const refresh = useCallback(async () => {
    if (placeId === null) return setCounts(null);
    try {
      const read = await readCheckAction({ placeId });
      if (read.ok && placeRef.current === placeId) setCounts(read.counts);
    } catch {
      // Without a connection the next book brings them.
    }
  }, [placeId]);

  useEffect(() => {
    setCounts(null);
    void refresh();
  }, [refresh]);

  return { counts, show, refresh: () => void refresh() };
}
