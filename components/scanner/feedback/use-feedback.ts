"use client";

import { useMemo, useState, useSyncExternalStore } from "react";
import { noteWord } from "../memory/kept-answers";
import { type Said, sendFeedback } from "./feedback-client";
import type { DeliveryState } from "./feedback-delivery";
import { UnsentWords } from "./unsent-words";

export type Feedback = DeliveryState & {
  say: (said: Said | null) => void;
  retry: () => void;
};

/** Of this tab. */
const words = new UnsentWords({
  send: sendFeedback,
  onSent: (requestId, said) => noteWord(requestId, { said }),
});

/**
 * What a reader says of one answer; see `UnsentWords`. `earlier` is what was said of it before, on another page. Without a
 * `requestId` there is nobody to say it to.
 */
export function useFeedback(requestId: string | null, photo: Blob | null, earlier: Said | null): Feedback {
  const [first] = useState(earlier);
  const line = useMemo(
    () => (requestId === null ? null : words.lineOf(requestId, photo, first)),
    [requestId, photo, first],
  );
  const state = useSyncExternalStore(line?.subscribe ?? noSubscription, line?.state ?? nothingSaid, nothingSaid);
  return { ...state, say: (said) => line?.say(said), retry: () => line?.retry() };
}

const NOTHING: DeliveryState = { said: null, problem: null, isSent: true };
const nothingSaid = () => NOTHING;
const noSubscription = () => () => undefined;
