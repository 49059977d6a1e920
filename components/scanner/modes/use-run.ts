"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { todayHere } from "@/components/reading/today";
import { actOnScanAction, undoActAction } from "@/lib/scanning/actions";
import type { Act, ActInput, Tone } from "@/lib/scanning/schema";
import type { FoundBook } from "../lookup/finding";
import { getBook, lookUpIsbn } from "../lookup/lookup-client";
import { keepRun, recallRun } from "./kept-run";
import type { ModeSettings } from "./modes";
import type { RunItem } from "./run";
import { RunStore } from "./run-store";

const NOTHING: RunItem[] = [];

/** The round of this tab, and whose it is: who signs in next begins one of their own. */
let present: { reader: string; store: RunStore } | null = null;

function storeOf(reader: string): RunStore {
  if (present?.reader === reader) return present.store;
  const store = new RunStore(
    {
      lookUp: (isbn, collectionId) => lookUpIsbn(isbn, new AbortController().signal, collectionId),
      fetchBook: (isbn) => getBook(isbn, new AbortController().signal),
      act: actOnScanAction,
      undo: undoActAction,
      // What another reader of this tab has begun since is not to be written over.
      keep: (items) => present?.store === store && keepRun(reader, items),
      today: todayHere,
    },
    recallRun(reader),
  );
  present = { reader, store };
  return store;
}

type RunOptions = {
  /** Whose round it is; null for a visitor, who has none. */
  reader: string | null;
  settings: ModeSettings;
  /** For ear and hand. */
  onSignal: (tone: Tone) => void;
  /** How far a check is; undefined: it may have changed. */
  onCounts: (counts: Act["counts"]) => void;
};

/** The round of scanning of this tab; see `RunStore`. */
export function useRun({ reader, settings, ...handlers }: RunOptions) {
  const store = reader !== null && typeof window !== "undefined" ? storeOf(reader) : null;
  const items = useSyncExternalStore(store?.subscribe ?? noSubscription, store?.items ?? none, none);
  const handlersRef = useRef(handlers);
  handlersRef.current = handlers;
  useEffect(() => {
    store?.watch({
      onSignal: (tone) => handlersRef.current.onSignal(tone),
      onCounts: (counts) => handlersRef.current.onCounts(counts),
    });
    const reconnect = () => store?.reconnect();
    // Also what an earlier visit of the page left so.
    if (navigator.onLine) reconnect();
    window.addEventListener("online", reconnect);
    return () => {
      window.removeEventListener("online", reconnect);
      store?.watch({});
    };
  }, [store]);

  return {
    items,
    lastChanged: store?.lastChanged(),
    scan: (isbn: string) => store?.scan(isbn, settings),
    take: (book: FoundBook) => store?.take(book, settings),
    arrive: (id: number, isbn: string) => store?.arrive(id, isbn),
    retry: (id: number) => store?.retry(id),
    retryAll: () => store?.retryAll(),
    accept: (id: number, act: ActInput) => store?.accept(id, act),
    undo: (id: number) => void store?.undo(id),
    clear: () => store?.clear(),
  };
}

export type Run = ReturnType<typeof useRun>;

const none = (): RunItem[] => NOTHING;
const noSubscription = () => () => undefined;
