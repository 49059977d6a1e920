"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { keepAnswer } from "../memory/kept-answers";
import { ask as askFor } from "./asking";
import type { Finding } from "./finding";
import type { Prepared, Question } from "./question";
import { type RequestProblem, unreadableProblem } from "./request-problem";

/** From here on the reader is told that it is the connection, not the book. */
const SLOW_AFTER_MS = 2_500;

/** `id` tells two equal answers apart. */
export type Answered = {
  phase: "answered";
  id: number;
  /** The photo that was asked about; null where it was something else. */
  photo: Blob | null;
  finding: Finding;
};

export type Lookup =
  | { phase: "idle" }
  /** `question` is null while a file is still being opened. */
  | { phase: "looking"; question: Question | null; isSlow: boolean }
  | Answered
  /** `question` is null when there is nothing to ask again. */
  | { phase: "failed"; question: Question | null; problem: RequestProblem };

/** One question at a time: a newer one, `restore` or `reset`, aborts the older. */
export function useLookup(initial: Question | null) {
  const controllerRef = useRef<AbortController | null>(null);
  const [lookup, setLookup] = useState<Lookup>(
    initial ? { phase: "looking", question: initial, isSlow: false } : { phase: "idle" },
  );

  const begin = useCallback(async (prepare: () => Promise<Prepared>, known: Question | null) => {
    controllerRef.current?.abort();
    const controller = new AbortController();
    controllerRef.current = controller;
    const { signal } = controller;
    setLookup({ phase: "looking", question: known, isSlow: false });
    const slow = setTimeout(() => {
      setLookup((now) => (now.phase === "looking" && !signal.aborted ? { ...now, isSlow: true } : now));
    }, SLOW_AFTER_MS);
    try {
      const prepared = await prepare();
      if (signal.aborted) return;
      if (!prepared.ok) return setLookup({ phase: "failed", question: null, problem: prepared.problem });
      setLookup({ phase: "looking", question: prepared.question, isSlow: false });
      const { question, answer } = await askFor(prepared, signal);
      if (signal.aborted) return;
      if (!answer.ok) return setLookup({ phase: "failed", question, problem: answer.problem });
      const { finding } = answer;
      const photo = question.kind === "photo" ? question.photo : null;
      setLookup(answered(finding, photo));
      // The answer is there; what becomes of its copy is another matter.
      void keepAnswer(finding, photo);
    } catch {
      // The network's troubles come as problems, so what is thrown is about the picture: it could not be encoded.
      if (!signal.aborted) setLookup({ phase: "failed", question: null, problem: unreadableProblem() });
    } finally {
      clearTimeout(slow);
    }
  }, []);

  const ask = useCallback(
    (question: Question) => void begin(async () => ({ ok: true, question, surer: null }), question),
    [begin],
  );
  const askAbout = useCallback((prepare: () => Promise<Prepared>) => void begin(prepare, null), [begin]);
  const reset = useCallback(() => {
    controllerRef.current?.abort();
    setLookup({ phase: "idle" });
  }, []);

  /** Shows an earlier answer again without asking. What is asked meanwhile is dropped: it would take the place of that answer. */
  const restore = useCallback((earlier: Answered) => {
    controllerRef.current?.abort();
    setLookup(earlier);
  }, []);

  const initialRef = useRef(initial);
  useEffect(() => {
    if (initialRef.current) ask(initialRef.current);
    return () => controllerRef.current?.abort();
  }, [ask]);

  return { lookup, ask, askAbout, restore, reset };
}

/** An answer, told apart from an equal one before. */
export const answered = (finding: Finding, photo: Blob | null): Answered => ({
  phase: "answered",
  id: performance.now(),
  photo,
  finding,
});
