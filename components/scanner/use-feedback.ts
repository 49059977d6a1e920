"use client";

import { useEffect, useMemo, useState } from "react";
import { type Said, sendFeedback } from "./feedback-client";
import { type DeliveryState, FeedbackDelivery } from "./feedback-delivery";

export type Feedback = DeliveryState & {
  say: (said: Said | null) => void;
  retry: () => void;
};

/** What a reader says of one answer; sent again by itself when the connection is back. */
export function useFeedback(requestId: string | null, photo: Blob | null): Feedback {
  const [state, setState] = useState<DeliveryState>({ said: null, problem: null });
  const delivery = useMemo(
    () => (requestId === null ? null : new FeedbackDelivery((said) => sendFeedback(requestId, said, photo), setState)),
    [requestId, photo],
  );

  const isUnsent = state.problem?.canRetry === true;
  useEffect(() => {
    if (!isUnsent || !delivery) return;
    const retry = () => void delivery.retry();
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [isUnsent, delivery]);

  return { ...state, say: (said) => void delivery?.say(said), retry: () => void delivery?.retry() };
}
