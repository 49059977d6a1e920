"use client";

import { useEffect, useState } from "react";
import { GENERAL_PROBLEM } from "@/components/ui/words";
import type { Corners } from "@/lib/covers/straightening/schema";
import type { ProposedViewResponse } from "@/lib/scans/moderation/schema";

/** A corner that is being moved asks once it rests. */
const REST_MS = 250;

type Answer = ProposedViewResponse & { of: Corners | null };

const failed = (corners: Corners | null, problem = GENERAL_PROBLEM): Answer => ({ of: corners, view: null, problem });

async function fetchView(feedbackId: number, corners: Corners | null, signal: AbortSignal): Promise<Answer> {
  const query = corners ? `?corners=${corners.flat().join(",")}` : "";
  const response = await fetch(`/api/v1/admin/feedback/${feedbackId}/straightened${query}`, { signal });
  if (!response.ok) return failed(corners, (await response.json()).error);
  return { of: corners, ...((await response.json()) as ProposedViewResponse) };
}

/**
 * The view that a reader's photo would become: between the corners that the server finds, or those that are marked by
 * hand. It is asked for when `isSeen` and again after each mark; until the answer is there the last one stays, and
 * `isLooking` says that it is not the one of these corners.
 */
export function useProposedView(feedbackId: number, isSeen: boolean) {
  const [marked, mark] = useState<Corners | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  useEffect(() => {
    if (!isSeen) return;
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setTimeout(
      () =>
        fetchView(feedbackId, marked, signal)
          .catch(() => failed(marked))
          .then((got) => {
            if (!signal.aborted) setAnswer(got);
          }),
      marked ? REST_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [feedbackId, isSeen, marked]);
  return {
    mark,
    corners: marked ?? answer?.view?.corners ?? null,
    view: answer?.view ?? null,
    problem: answer?.problem ?? null,
    isLooking: answer === null || answer.of !== marked,
  };
}
