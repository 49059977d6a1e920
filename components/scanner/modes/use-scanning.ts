"use client";

import { useEffect, useRef } from "react";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { CollectionChoice } from "@/lib/library/schema";
import type { FoundBook } from "../lookup/finding";
import { recall } from "../memory/device-memory";
import { usePhone } from "../phone/use-phone";
import { isRunning, type ModeSettings, readSettings, settingsFor } from "./modes";
import { signal } from "./signals";
import { useCheckCounts } from "./use-check-counts";
import { useHandling, useMode } from "./use-mode";
import { useRun } from "./use-run";

/** A mode to begin in, with its place, as the address says. */
export type InitialMode = { mode: string; placeId: number | null };

/**
 * What happens with books besides their being shown: the mode of this device, its round of books, or the computer's page that
 * this phone scans for.
 */
export function useScanning(
  reader: string | null,
  choices: CollectionChoice[] | null,
  places: PlaceChoice[],
  initialMode: InitialMode | null,
) {
  const [settings, setSettings] = useMode(choices, places);
  const [handling, setHandling] = useHandling();
  const check = useCheckCounts(settings);
  const run = useRun({
    reader,
    settings: { ...settings, beginsCheck: check.counts === null },
    onSignal: (tone) => signal(tone, handling),
    onCounts: (counts) => (counts ? check.show(counts) : check.refresh()),
  });
  const phone = usePhone((tone) => signal(tone, handling));
  useInitialMode(choices === null ? null : initialMode, setSettings);

  // Until its reader has agreed to scan for a computer, this is a scanner like any other.
  const sendsTo = phone && !phone.asked ? phone : null;
  const runs = sendsTo === null && isRunning(settings);
  return {
    /** A mode is chosen that wants a place first. */
    wantsPlace: sendsTo === null && settings.mode !== "look" && !isRunning(settings),
    ...{ settings, setSettings, handling, setHandling, check, run, phone, runs },
    /** Book after book, without a sheet for each: in a round, or for the computer's page. */
    isContinuous: runs || sendsTo !== null,
    hasResults: run.items.length > 0 || check.counts !== null,
    /** Looks a code up and deals with its book. */
    scan: (isbn13: string) => (sendsTo ? sendsTo.send(isbn13) : run.scan(isbn13)),
    /** Deals with a book that is known already. */
    take: (book: FoundBook) => (sendsTo ? sendsTo.send(book.isbn, book.title) : run.take(book)),
  };
}

export type Scanning = ReturnType<typeof useScanning>;

/** Takes the mode over that the address names, once. */
function useInitialMode(initial: InitialMode | null, set: (next: ModeSettings) => void) {
  const setRef = useRef(set);
  setRef.current = set;
  const mode = initial?.mode ?? null;
  const placeId = initial?.placeId ?? null;
  useEffect(() => {
    // Read here and not from the page, which does not know yet what the device keeps.
    if (mode !== null) setRef.current(settingsFor(readSettings(recall("modes")), mode, placeId));
  }, [mode, placeId]);
}
