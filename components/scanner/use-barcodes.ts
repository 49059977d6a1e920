"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { startReading } from "./barcode-reader";
import { codeKind, sayOther } from "./code-kind";
import type { BarcodeDecoder } from "./decoders/barcode-decoder";
import type { ShotBuffer } from "./frame-source";
import { ReadingVote } from "./reading-vote";

/** How long the name of a code that is no ISBN stays on screen. */
const NOTE_MS = 4_000;

type BarcodeOptions = {
  videoRef: RefObject<HTMLVideoElement | null>;
  frameRef: RefObject<HTMLElement | null>;
  /** The camera is live and nothing covers it. */
  isActive: boolean;
  getDecoder: () => Promise<BarcodeDecoder>;
  shots: ShotBuffer;
  onIsbn: (isbn13: string) => void;
};

export type BarcodeReading = {
  /** What the last code was that is no ISBN; null after a moment. */
  note: string | null;
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
}: BarcodeOptions): BarcodeReading {
  const voteRef = useRef(new ReadingVote());
  const lastIsbnRef = useRef<string | null>(null);
  const onIsbnRef = useRef(onIsbn);
  const [note, setNote] = useState<string | null>(null);
  const [status, setStatus] = useState<BarcodeReading["status"]>("resting");

  useEffect(() => {
    onIsbnRef.current = onIsbn;
  });

  useEffect(() => {
    if (!isActive) return;
    let isGone = false;
    let stop: (() => void) | undefined;
    // The book whose sheet was just closed is often still in view.
    if (lastIsbnRef.current) voteRef.current.rest(lastIsbnRef.current, performance.now());

    const handle = (code: string, isTrusted: boolean) => {
      const found = codeKind(code);
      if (found.kind === "misread" || !voteRef.current.observe(code, performance.now(), isTrusted)) return;
      if (found.kind === "isbn") {
        lastIsbnRef.current = code;
        setNote(null);
        onIsbnRef.current(found.isbn13);
      } else {
        setNote(sayOther(found));
      }
    };

    setStatus("loading");
    getDecoder().then(
      (decoder) => {
        const video = videoRef.current;
        if (isGone || !video) return;
        setStatus("reading");
        stop = startReading({
          viewport: { video, frame: frameRef.current },
          decoder,
          shots,
          onCode: (code) => handle(code, decoder.isTrusted),
        });
      },
      () => !isGone && setStatus("broken"),
    );
    return () => {
      isGone = true;
      stop?.();
      setStatus("resting");
    };
  }, [isActive, getDecoder, shots, videoRef, frameRef]);

  useEffect(() => {
    if (!note) return;
    const timer = setTimeout(() => setNote(null), NOTE_MS);
    return () => clearTimeout(timer);
  }, [note]);

  return { note, status };
}
