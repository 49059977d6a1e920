"use client";

import { useEffect, useMemo, useState } from "react";
import { noteWord } from "../memory/kept-answers";
import { type Said, sendFeedback } from "./feedback-client";
import { type DeliveryState, FeedbackDelivery } from "./feedback-delivery";

export type Feedback = DeliveryState & {
  say: (said: Said | null) => void;
  retry: () => void;
};

/**
 * What a reader says of one answer; sent again by itself when the connection is back. `earlier` is what was said of it
 * before, on another page.
 */
export function useFeedback(requestId: string | null, photo: Blob | null, earlier: Said | null): Feedback {
  const [state, setState] = useState<DeliveryState>({ said: earlier, problem: null, isSent: true });
  const [first] = useState(earlier);
  const delivery = useMemo(() => {
    if (requestId === null) return null;
    const show = (now: DeliveryState) => {
      setState(now);
      if (now.isSent) noteWord(requestId, { said: now.said });
    };
    return new FeedbackDelivery((said) => sendFeedback(requestId, said, photo), show, first);
  }, [requestId, photo, first]);

  const isUnsent = state.problem?.canRetry === true;
  useEffect(() => {
    if (!isUnsent || !delivery) return;
    const retry = () => void delivery.retry();
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [isUnsent, delivery]);

  return { ...state, say: (said) => void delivery?.say(said), retry: () => void delivery?.retry() };
}
