"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { type ListPrice, listPriceOf } from "@/lib/catalog/prices/rules";
import { BlurWatch } from "../camera/blur-watch";
import type { ShotBuffer } from "../camera/frame-source";
import type { BarcodeDecoder } from "../decoders/barcode-decoder";
import type { CodeRead } from "../decoders/code-read";
import { startReading } from "./barcode-reader";
import { codeKind, sayOther } from "./code-kind";
import { guessIsbn } from "./paperback-code";
import { ReadingVote } from "./reading-vote";

/** How long the name of a code that is no ISBN stays on screen; longer with an ISBN to compare with the one in the book. */
const NOTE_MS = 4_000;
const GUESS_MS = 15_000;

type BarcodeOptions = {
  videoRef: RefObject<HTMLVideoElement | null>;
  frameRef: RefObject<HTMLElement | null>;
  /** The camera is live and nothing covers it. */
  isActive: boolean;
  getDecoder: () => Promise<BarcodeDecoder>;
  shots: ShotBuffer;
  /** With the price printed beside the code, if it was read as soon as the code was. */
  onIsbn: (isbn13: string, beside: { listPrice: ListPrice | null }) => void;
  /** The price of an ISBN that was reported before, found a moment later. */
  onListPrice?: (isbn13: string, listPrice: ListPrice) => void;
};

type OtherCode = { note: string; guess: string | null };

export type BarcodeReading = {
  /** What the last code was that is no ISBN; null after a moment. */
  note: string | null;
  /** The ISBN that it may stand for, for the reader to compare; null where nothing is guessed. */
  guess: string | null;
  /** "blurred": nothing was read for a while, and the picture is why. */
  hint: "blurred" | null;
  /** Whether codes are being read right now, so that the viewfinder does not promise what it cannot do. */
  status: "resting" | "loading" | "reading" | "broken";
};

/** Reads barcodes from the video while it is active, and reports each ISBN once. */
export function useBarcodes({
  videoRef,
  frameRef,
  isActive,
  getDecoder,
  shots,
  onIsbn,
  onListPrice,
}: BarcodeOptions): BarcodeReading {
  const voteRef = useRef(new ReadingVote());
  const lastIsbnRef = useRef<string | null>(null);
  const onIsbnRef = useRef(onIsbn);
  const onListPriceRef = useRef(onListPrice);
  const [other, setOther] = useState<OtherCode | null>(null);
  const [hint, setHint] = useState<BarcodeReading["hint"]>(null);
  const [status, setStatus] = useState<BarcodeReading["status"]>("resting");

  useEffect(() => {
    onIsbnRef.current = onIsbn;
    onListPriceRef.current = onListPrice;
  });

  useEffect(() => {
    if (!isActive) return;
    let isGone = false;
    let stop: (() => void) | undefined;
    // The book whose sheet was just closed is often still in view.
    if (lastIsbnRef.current) voteRef.current.rest(lastIsbnRef.current, performance.now());

    // The first of the readings that agree may be the one with the price.
    let lastAddOn: { code: string; addOn: string } | null = null;

    const blur = new BlurWatch();

    /** Named last, and not guessed at yet: it may be read again with the digits beside it, which tell more. */
    let unguessed: string | null = null;
    const noteGuess = (code: string, addOn: string | null) => {
      const found = codeKind(code);
      const guess = guessIsbn(code, addOn);
      if (isGone || !guess || found.kind !== "other" || code !== unguessed) return;
      // Once: what the reader types into the field meanwhile stays there.
      unguessed = null;
      setOther({ note: sayOther(found, guess), guess });
    };

    const handle = ({ code, addOn, addOnLater }: CodeRead, isTrusted: boolean) => {
      if (addOn) lastAddOn = { code, addOn };
      noteGuess(code, addOn);
      void addOnLater?.then((addOnFound) => {
        noteGuess(code, addOnFound);
        const listPrice = listPriceOf(code, addOnFound);
        if (listPrice) onListPriceRef.current?.(code, listPrice);
      });
      const found = codeKind(code);
      if (found.kind === "misread") return;
      blur.reset();
      setHint(null);
      if (!voteRef.current.observe(code, performance.now(), isTrusted)) return;
      if (found.kind === "isbn") {
        lastIsbnRef.current = code;
        unguessed = null;
        setOther(null);
        const known = lastAddOn?.code === code ? lastAddOn.addOn : null;
        onIsbnRef.current(found.isbn13, { listPrice: listPriceOf(found.isbn13, known) });
      } else {
        unguessed = code;
        setOther({ note: sayOther(found), guess: null });
        noteGuess(code, lastAddOn?.code === code ? lastAddOn.addOn : null);
      }
    };

    const getPresent = async () => {
      try {
        return await getDecoder();
      } catch (error) {
        stop?.();
        if (!isGone) setStatus("broken");
        throw error;
      }
    };
    setStatus("loading");
    getPresent().then(
      () => {
        const video = videoRef.current;
        if (isGone || !video) return;
        setStatus("reading");
        stop = startReading({
          viewport: { video, frame: frameRef.current },
          getDecoder: getPresent,
          shots,
          onCode: (code, { isTrusted }) => handle(code, isTrusted),
          onBlurriness: (blurriness) => setHint(blur.see(blurriness, performance.now()) ? "blurred" : null),
        });
      },
      () => undefined,
    );
    return () => {
      isGone = true;
      stop?.();
      setHint(null);
      setStatus("resting");
    };
  }, [isActive, getDecoder, shots, videoRef, frameRef]);

  useEffect(() => {
    if (!other) return;
    const timer = setTimeout(() => setOther(null), other.guess ? GUESS_MS : NOTE_MS);
    return () => clearTimeout(timer);
  }, [other]);

  return { note: other?.note ?? null, guess: other?.guess ?? null, hint, status };
}
