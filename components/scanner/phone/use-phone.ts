"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Tone } from "@/lib/scanning/schema";
import { getBook } from "../lookup/lookup-client";
import { forgetPhone, keepPhone, recallPhoneToken } from "./kept-phone";
import { sendCode } from "./relay-client";

const TOKEN = /^#phone=([A-Za-z0-9_-]{22})$/;
const SHOWN_MAX = 50;

export type Sent = { id: number; isbn: string; title: string | null; problem: string | null };

/**
 * This phone as the camera of a computer's page: what is scanned here is sent there. Null where it is a scanner of its own.
 * Whoever opened the link is asked first: anybody can send a link.
 */
export function usePhone(onSignal: (tone: Tone) => void) {
  const [asked, setAsked] = useState<string | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const [sent, setSent] = useState<Sent[]>([]);
  const lastIdRef = useRef(0);
  const onSignalRef = useRef(onSignal);
  onSignalRef.current = onSignal;

  useEffect(() => {
    const readLink = () => {
      const given = TOKEN.exec(window.location.hash)?.[1];
      if (!given) return;
      // It opens the way to the page: not for the history, nor for a screenshot.
      window.history.replaceState(null, "", "/");
      setAsked(given);
    };
    setToken(recallPhoneToken());
    readLink();
    window.addEventListener("hashchange", readLink);
    return () => window.removeEventListener("hashchange", readLink);
  }, []);

  const leave = useCallback(() => {
    forgetPhone();
    setToken(null);
    setAsked(null);
    setSent([]);
  }, []);

  const change = (id: number, values: Partial<Sent>) =>
    setSent((now) => now.map((one) => (one.id === id ? { ...one, ...values } : one)));

  async function deliver(to: string, id: number, isbn: string) {
    const done = await sendCode(to, isbn);
    onSignalRef.current(done.ok ? "done" : "alert");
    if (!done.ok) return change(id, { problem: done.problem.help });
    change(id, { problem: null });
    // The page does the work; here it is only said which book that was.
    const found = await getBook(isbn, new AbortController().signal);
    if (found.ok && found.finding.kind === "match") change(id, { title: found.finding.best.book.title });
  }

  function send(isbn: string) {
    if (token === null) return;
    lastIdRef.current += 1;
    const id = lastIdRef.current;
    setSent((now) => [{ id, isbn, title: null, problem: null }, ...now].slice(0, SHOWN_MAX));
    void deliver(token, id, isbn);
  }

  if (token === null && asked === null) return null;
  return {
    /** The link was opened, and its reader has not agreed yet. */
    isAsking: asked !== null,
    agree: () => {
      if (asked === null) return;
      keepPhone(asked);
      setToken(asked);
      setAsked(null);
      void sendCode(asked, null);
    },
    ...{ sent, send, leave },
    sendAgain: ({ id, isbn }: Sent) => token !== null && void deliver(token, id, isbn),
  };
}
