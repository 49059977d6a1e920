"use client";

import { useCallback, useEffect, useReducer, useRef } from "react";
import { todayHere } from "@/components/reading/today";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { actOnScanAction, undoActAction } from "@/lib/scanning/actions";
import type { Act, ActInput, Tone } from "@/lib/scanning/schema";
import type { FoundBook } from "../finding";
import { lookUpIsbn } from "../lookup-client";
import { keepRun, recallRun } from "./kept-run";
import { actFor, type ModeSettings } from "./modes";
import { changeRun, type RunItem } from "./run";

/** So many books are looked up at once: a pasted list has hundreds, and the server has other readers. */
const LANES = 3;

type RunOptions = {
  settings: ModeSettings;
  /** For ear and hand. */
  onSignal: (tone: Tone) => void;
  onCounts: (counts: NonNullable<Act["counts"]>) => void;
  onUndone: () => void;
};

/**
 * One round of scanning: each book is looked up and dealt with as the mode says, while the camera goes on. Kept in the tab, so
 * that a reload loses nothing.
 */
export function useRun({ settings, ...handlers }: RunOptions) {
  const [items, dispatch] = useReducer(changeRun, []);
  const lastIdRef = useRef(0);
  const lanesRef = useRef<Promise<void>[]>(Array.from({ length: LANES }, () => Promise.resolve()));
  // What an answer finds when it comes is the mode in which the book was scanned, but the page's newest handlers.
  const handlersRef = useRef(handlers);
  handlersRef.current = handlers;

  useEffect(() => {
    const kept = recallRun();
    // Rises over reloads too.
    lastIdRef.current = Math.max(0, ...kept.map(({ id }) => id));
    dispatch({ kind: "restored", items: kept });
  }, []);
  useEffect(() => keepRun(items), [items]);

  const fail = useCallback((id: number, problem: string) => {
    dispatch({ kind: "failed", id, problem });
    handlersRef.current.onSignal("alert");
  }, []);

  const carryOut = useCallback(
    async (id: number, input: ActInput) => {
      dispatch({ kind: "acting", id });
      try {
        const act = await actOnScanAction(input);
        if (!act.ok) return fail(id, act.message ?? GENERAL_PROBLEM);
        dispatch({ kind: "acted", id, act });
        handlersRef.current.onSignal(act.tone);
        if (act.counts) handlersRef.current.onCounts(act.counts);
      } catch {
        fail(id, NO_CONNECTION);
      }
    },
    [fail],
  );

  const deal = useCallback(
    async (id: number, book: FoundBook) => {
      const input = actFor(settings, book.isbn, todayHere());
      if (input) await carryOut(id, input);
      else fail(id, "Choose a place first.");
    },
    [settings, carryOut, fail],
  );

  const look = useCallback(
    async (id: number, isbn: string) => {
      const collectionId = settings.mode === "add" ? settings.add.collectionId : null;
      const answer = await lookUpIsbn(isbn, new AbortController().signal, collectionId);
      if (!answer.ok) return fail(id, `${answer.problem.title}. ${answer.problem.help}`);
      const { finding } = answer;
      if (finding.kind === "match") {
        dispatch({ kind: "found", id, book: finding.best.book });
        return deal(id, finding.best.book);
      }
      dispatch({ kind: "waiting", id });
      handlersRef.current.onSignal("alert");
    },
    [settings, deal, fail],
  );

  const begin = (isbn: string, book: FoundBook | null): number => {
    lastIdRef.current += 1;
    dispatch({ kind: "scanned", id: lastIdRef.current, isbn, book });
    return lastIdRef.current;
  };

  return {
    items,
    /** Looks a code up and deals with its book. */
    scan: (isbn: string) => {
      const id = begin(isbn, null);
      const lane = id % LANES;
      lanesRef.current[lane] = lanesRef.current[lane]?.then(() => look(id, isbn)) ?? look(id, isbn);
    },
    /** Deals with a book that was recognised by its cover, or chosen. */
    take: (book: FoundBook) => void deal(begin(book.isbn, book), book),
    /** A book that was waited for has come. */
    arrive: (id: number, book: FoundBook) => {
      dispatch({ kind: "found", id, book });
      void deal(id, book);
    },
    retry: ({ id, isbn, book }: RunItem) => {
      if (book) return void deal(id, book);
      dispatch({ kind: "acting", id });
      void look(id, isbn);
    },
    accept: ({ id }: RunItem, act: ActInput) => void carryOut(id, act),
    undo: async ({ id, act }: RunItem) => {
      if (!act) return;
      dispatch({ kind: "acting", id });
      try {
        const undone = await undoActAction({ steps: act.undo });
        if (undone.ok) {
          dispatch({ kind: "undone", id });
          handlersRef.current.onUndone();
        } else fail(id, undone.message ?? GENERAL_PROBLEM);
      } catch {
        fail(id, NO_CONNECTION);
      }
    },
    clear: () => dispatch({ kind: "cleared" }),
  };
}

export type Run = ReturnType<typeof useRun>;
