"use client";

import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Tone } from "@/lib/scanning/schema";
import { getBook } from "../lookup/lookup-client";
import { forgetPhone, keepPhone, recallPhoneToken } from "./kept-phone";
import { Outbox, type Sent } from "./outbox";
import { sendCode } from "./relay-client";

/** A link that was opened; its reader has not agreed yet, or the page could not be told. */
export type Asked = { token: string; isLinking: boolean; problem: string | null };

const TOKEN = /^#phone=([A-Za-z0-9_-]{22})$/;
const NOTHING: Sent[] = [];
const none = () => NOTHING;

/**
 * This phone as the camera of a computer's page: what is scanned here is sent there. Null where it is a scanner of its own.
 * Whoever opened the link is asked first: anybody can send a link.
 */
export function usePhone(onSignal: (tone: Tone) => void) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const askedRef = useRef(asked);
  askedRef.current = asked;
  const [token, setToken] = useState<string | null>(null);
  const onSignalRef = useRef(onSignal);
  onSignalRef.current = onSignal;
  const [outbox] = useState(
    () => new Outbox({ send: sendCode, titleOf, onSignal: (tone) => onSignalRef.current(tone) }),
  );
  const sent = useSyncExternalStore(outbox.subscribe, outbox.items, none);

  useEffect(() => {
    const readLink = () => {
      const given = TOKEN.exec(window.location.hash)?.[1];
      if (!given) return;
      // It opens the way to the page: not for the history, nor for a screenshot.
      window.history.replaceState(null, "", "/");
      setAsked({ token: given, isLinking: false, problem: null });
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
    outbox.clear();
  }, [outbox]);

  /** Scans for the page of the link, once that page has heard of it. */
  async function agree() {
    if (asked === null || asked.isLinking) return;
    const linking: Asked = { ...asked, isLinking: true, problem: null };
    setAsked(linking);
    const told = await sendCode(asked.token, null);
    // Declined meanwhile, or another link was opened.
    if (askedRef.current !== linking) return;
    if (!told.ok) return setAsked({ ...asked, isLinking: false, problem: told.problem.help });
    keepPhone(asked.token);
    setToken(asked.token);
    setAsked(null);
  }

  if (token === null && asked === null) return null;
  return {
    asked,
    agree: () => void agree(),
    /** The page that this phone scans for already, if any, stays linked. */
    decline: () => setAsked(null),
    ...{ sent, leave },
    send: (isbn: string, title: string | null = null) => token !== null && outbox.send(token, isbn, title),
    sendAgain: ({ id }: Sent) => outbox.sendAgain(id),
  };
}

async function titleOf(isbn: string): Promise<string | null> {
  const found = await getBook(isbn, new AbortController().signal);
  return found.ok && found.finding.kind === "match" ? found.finding.best.book.title : null;
}
