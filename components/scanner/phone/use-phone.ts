"use client";

import { useCallback, useEffect, useState } from "react";
import { getBook } from "../lookup-client";
import { sendCode } from "./relay-client";

/** In this tab only: the link is for one round of scanning. */
const KEY = "ridizi:phone";
const TOKEN = /^#phone=([A-Za-z0-9_-]{22})$/;

export type Sent = { id: number; isbn: string; title: string | null; problem: string | null };

/** This phone as the camera of a computer's page: what is scanned here is sent there. Null where it is a scanner of its own. */
export function usePhone() {
  const [token, setToken] = useState<string | null>(null);
  const [sent, setSent] = useState<Sent[]>([]);

  useEffect(() => {
    const given = TOKEN.exec(window.location.hash)?.[1] ?? null;
    if (given) {
      keep(given);
      // It opens the way to the page: not for the history, nor for a screenshot.
      window.history.replaceState(null, "", "/");
    }
    const known = given ?? kept();
    setToken(known);
    if (known) void sendCode(known, null);
  }, []);

  const send = useCallback(
    async (isbn: string) => {
      if (token === null) return;
      const id = performance.now();
      const change = (values: Partial<Sent>) =>
        setSent((now) => now.map((one) => (one.id === id ? { ...one, ...values } : one)));
      setSent((now) => [{ id, isbn, title: null, problem: null }, ...now].slice(0, 50));
      const done = await sendCode(token, isbn);
      if (!done.ok) return change({ problem: done.problem.help });
      // The page does the work; here it is only said which book that was.
      const found = await getBook(isbn, new AbortController().signal);
      if (found.ok && found.finding.kind === "match") change({ title: found.finding.best.book.title });
    },
    [token],
  );

  const leave = () => {
    keep(null);
    setToken(null);
    setSent([]);
  };

  return token === null ? null : { sent, send: (isbn: string) => void send(isbn), leave };
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the link holds until the page is left
  }
}

function keep(token: string | null): void {
  try {
    if (token === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, token);
  } catch {
    // See above.
  }
}
