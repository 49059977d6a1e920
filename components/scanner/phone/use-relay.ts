"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { awaitCodes, closeRelay, openRelay, type Relay } from "./relay-client";

/** After a question without an answer: the server restarts, or the connection is away. */
const RETRY_MS = 2_000;

export type RelayState =
  | { phase: "closed" }
  | { phase: "opening" }
  | { phase: "open"; relay: Relay; isPhoneThere: boolean }
  | { phase: "failed"; problem: string };

/** This page as the screen of a phone's camera: what the phone reads comes as if it had been read here. */
export function useRelay(onIsbn: (isbn13: string) => void) {
  const [state, setState] = useState<RelayState>({ phase: "closed" });
  const onIsbnRef = useRef(onIsbn);
  onIsbnRef.current = onIsbn;
  const controllerRef = useRef<AbortController | null>(null);
  const tokenRef = useRef<string | null>(null);

  const close = useCallback(() => {
    controllerRef.current?.abort();
    if (tokenRef.current) closeRelay(tokenRef.current);
    tokenRef.current = null;
    setState({ phase: "closed" });
  }, []);

  const listen = useCallback(async (relay: Relay, signal: AbortSignal) => {
    let after = "0-0";
    while (!signal.aborted) {
      const codes = await awaitCodes(relay.token, after, signal);
      if (codes === undefined) return setState({ phase: "failed", problem: "The way to the phone has run out." });
      if (codes === null) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      else if (codes.length > 0) setState({ phase: "open", relay, isPhoneThere: true });
      for (const { id, isbn } of codes ?? []) {
        after = id;
        if (isbn !== null) onIsbnRef.current(isbn);
      }
    }
  }, []);

  const open = useCallback(async () => {
    close();
    const controller = new AbortController();
    controllerRef.current = controller;
    setState({ phase: "opening" });
    try {
      const opened = await openRelay(controller.signal);
      if (!opened.ok) return setState({ phase: "failed", problem: `${opened.problem.title}. ${opened.problem.help}` });
      tokenRef.current = opened.value.token;
      setState({ phase: "open", relay: opened.value, isPhoneThere: false });
      await listen(opened.value, controller.signal);
    } catch {
      // Closed, or the page was left.
    }
  }, [close, listen]);

  useEffect(() => {
    const leave = () => tokenRef.current && closeRelay(tokenRef.current);
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      controllerRef.current?.abort();
      leave();
    };
  }, []);

  return { state, open: () => void open(), close };
}
