"use client";

import { useEffect, useRef, useState } from "react";
import type { PendingResponse } from "@/lib/scans/pending/schema";
import { followPending } from "./follow-pending";

/** Follows a pending book: null before the first answer. See `followPending`. */
export function usePending(
  id: string,
  initial: PendingResponse | null,
  onCome: (isbn: string) => void,
): PendingResponse | null {
  const [pending, setPending] = useState(initial);
  const told = useRef(onCome);
  told.current = onCome;
  useEffect(() => followPending(id, { onNews: setPending, onCome: (isbn) => told.current(isbn) }), [id]);
  return pending;
}
