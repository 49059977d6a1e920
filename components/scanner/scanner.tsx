"use client";

import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { toast } from "@/components/ui/toast";
import { parseIsbn } from "@/lib/catalog/rules";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import type { CollectionChoice } from "@/lib/library/schema";
import { useBarcodes } from "./barcodes/use-barcodes";
import { useDecoder } from "./barcodes/use-decoder";
import { useListPrices } from "./barcodes/use-list-prices";
import { IsbnForm } from "./by-hand/isbn-form";
import { onTypedIsbn } from "./by-hand/typed-codes";
import { ShotBuffer, takeShot, type Viewport } from "./camera/frame-source";
import { useCamera } from "./camera/use-camera";
import { Viewfinder } from "./camera/viewfinder";
import { lateCode } from "./late-code";
import { announcementOf, type Candidate, candidateOfBook, type Finding } from "./lookup/finding";
import { type Prepared, type Question, questionOfFile } from "./lookup/question";
import { unreadableProblem } from "./lookup/request-problem";
import { type Answered, answered, type Lookup, useLookup } from "./lookup/use-lookup";
import { hasComeBack } from "./memory/came-back";
import { noteOpen, recallLast } from "./memory/kept-answers";
import { MODE_WORDS } from "./modes/mode-words";
import { announceItem } from "./modes/run";
import { ScanningPanel } from "./modes/scanning-panel";
import { signal } from "./modes/signals";
import { type InitialMode, useScanning } from "./modes/use-scanning";
import { encodePhoto } from "./photo/photo";
import { type Sample, SampleStrip } from "./photo/sample-strip";
import { useFileDrop } from "./photo/use-file-drop";
import { useResultSheet } from "./sheet/use-result-sheet";

/** As many as are taken in half a second, to choose the sharpest from. */
const SHOTS_KEPT = 3;

// Needed once a book is scanned; the camera opens sooner without it.
const ScanningResults = lazy(() =>
  lateCode(() => import("./modes/scanning-results")).then((module) => ({ default: module.ScanningResults })),
);

type ScannerProps = {
  /** Who is signed in; null for a visitor. */
  reader: string | null;
  /** Where a book can be kept, the collection used last first; null for a visitor. */
  choices: CollectionChoice[] | null;
  /** Where a copy can stand; none for a visitor. */
  places: PlaceChoice[];
  initialMode: InitialMode | null;
  /** A book to show at once, after coming back from signing in. */
  initialIsbn: string | null;
  /** An ISBN to ask for at once, in any form. */
  initialAsk: string | null;
  /** Show the last answer at once, after looking elsewhere. */
  showsLast: boolean;
  samples: Sample[];
};

/**
 * The main job of the product: camera, barcode, photo or number in, book out. Barcodes are read all the time,
 * a cover when the shutter is pressed; both end in one lookup and one sheet.
 */
export function Scanner(props: ScannerProps) {
  const { reader, choices, places, initialMode, initialIsbn, initialAsk, showsLast, samples } = props;
  const camera = useCamera();
  const getDecoder = useDecoder();
  const { lookup, ask, askAbout, restore, reset } = useLookup(initialQuestion(initialIsbn, initialAsk));
  const [shots] = useState(() => new ShotBuffer(SHOTS_KEPT));
  const viewfinderRef = useRef<HTMLElement>(null);
  const frameRef = useRef<HTMLDivElement>(null);
  const isbnRef = useRef<HTMLInputElement>(null);
  const [last, setLast] = useLastAnswer(lookup);
  const prices = useListPrices();
  const scanning = useScanning(reader, choices, places, initialMode);
  const { isContinuous, handling } = scanning;
  const [newest] = scanning.run.items;
  const { lastChanged } = scanning.run;
  // What is asked about goes into the round as was chosen then, unless it turns out that somebody has to look.
  const takeRef = useRef<typeof scanning.take | null>(null);

  const askIsbn = (isbn13: string) => {
    if (isContinuous) return scanning.scan(isbn13);
    // To show it instead would look as if something had been done with it.
    if (scanning.wantsPlace) return toast({ message: "Choose a place first.", tone: "problem" });
    takeRef.current = null;
    ask({ kind: "isbn", isbn13 });
  };
  /** Shows an answer in the sheet, whatever was asked before. */
  const showAgain = (earlier: Answered) => {
    takeRef.current = null;
    restore(earlier);
  };
  const askFile = (file: File) => {
    takeRef.current = isContinuous ? scanning.take : null;
    askAbout(() => questionOfFile(file, getDecoder));
  };

  const reading = useBarcodes({
    videoRef: camera.videoRef,
    frameRef,
    isActive: camera.state.phase === "live" && lookup.phase === "idle",
    getDecoder,
    shots,
    onListPrice: prices.note,
    onIsbn: (isbn13, { listPrice }) => {
      if (listPrice) prices.note(isbn13, listPrice);
      // In a round, or for the computer, the device tells how it ended.
      if (!isContinuous) signal("done", handling);
      askIsbn(isbn13);
    },
  });

  const shoot = () => {
    const video = camera.videoRef.current;
    if (!video) return;
    takeRef.current = isContinuous ? scanning.take : null;
    buzz(handling.haptics);
    // Taken over now: asking stops the reading, which throws its pictures away.
    const earlier = shots.take(performance.now());
    const viewport = { video, frame: frameRef.current };
    askAbout(() => questionOfShot(viewport, earlier));
  };

  const isDropping = useFileDrop({
    onFile: askFile,
    onText: (text) => {
      const parsed = parseIsbn(text);
      if (typeof parsed !== "string") askIsbn(parsed.isbn13);
    },
  });

  const askRef = useRef(askIsbn);
  askRef.current = askIsbn;
  useEffect(() => onTypedIsbn((isbn13) => askRef.current(isbn13)), []);

  useEffect(() => {
    // The address was only the way back here; a reload should open the scanner.
    if (initialIsbn || initialAsk || showsLast || initialMode) window.history.replaceState(null, "", "/");
  }, [initialIsbn, initialAsk, showsLast, initialMode]);

  const isAsking = initialIsbn !== null || initialAsk !== null;
  useEffect(() => {
    const kept = isAsking ? null : recallLast();
    if (!kept) return;
    const earlier = answered(kept.finding, kept.photo);
    // Whoever goes back wants what was there; whoever comes to scan wants the camera.
    if (showsLast || (kept.isOpen && hasComeBack())) restore(earlier);
    else setLast(earlier);
  }, [isAsking, showsLast, restore, setLast]);

  // A cover that was recognised in a round needs no sheet.
  const isTaken = lookup.phase === "answered" && takeRef.current !== null && lookup.finding.kind === "match";
  useEffect(() => {
    if (!isTaken || lookup.phase !== "answered" || lookup.finding.kind !== "match") return;
    takeRef.current?.(lookup.finding.best.book);
    takeRef.current = null;
    reset();
  }, [isTaken, lookup, reset]);

  const isAnswered = lookup.phase === "answered" && !isTaken;
  useEffect(() => {
    if (isAnswered) noteOpen(true);
  }, [isAnswered]);
  const ResultSheet = useResultSheet(camera.state.phase === "live" || lookup.phase !== "idle");
  const close = () => {
    takeRef.current = null;
    noteOpen(false);
    reset();
  };
  const { phase } = lookup;
  const phaseRef = useRef<Lookup["phase"]>("idle");
  useEffect(() => {
    const hasChanged = phaseRef.current !== phase;
    phaseRef.current = phase;
    // The sheet takes focus itself.
    if (!hasChanged || phase === "answered") return;
    // Before the sheet opens, since what has focus then gets it back: a barcode comes without anybody touching
    // anything, and the shutter is gone while its photo is looked at. So is what cancelled that, afterwards.
    if (document.activeElement === document.body) viewfinderRef.current?.focus({ preventScroll: true });
  }, [phase]);

  return (
    <div className="lg:grid lg:grid-cols-[minmax(0,1fr)_21rem] lg:items-start lg:gap-8">
      <Viewfinder
        ref={viewfinderRef}
        frameRef={frameRef}
        camera={camera}
        lookup={isAnswered && !ResultSheet ? stillLooking(lookup) : lookup}
        reading={reading}
        hand={handling.hand}
        news={scanning.runs ? (newest ?? null) : null}
        lastFinding={isContinuous ? null : (last?.finding ?? null)}
        isDropping={isDropping}
        onShoot={shoot}
        onFile={askFile}
        onRetry={() => lookup.phase === "failed" && lookup.question && ask(lookup.question)}
        onCancel={close}
        onShowLast={() => last && showAgain(last)}
      />
      <div className="grid gap-x-8 gap-y-4 px-4 pt-4 pb-6 md:grid-cols-2 md:gap-y-6 md:px-0 lg:grid-cols-1 lg:gap-y-8 lg:pt-1">
        <div className="max-md:sr-only md:max-lg:col-span-2">
          <h1 className="font-book font-semibold text-2xl">Scan a book</h1>
          <p className="mt-1 text-muted">
            Barcodes are read by themselves. Pictures can also be dropped anywhere on this page, or pasted.
          </p>
        </div>
        <ScanningPanel scanning={scanning} choices={choices} places={places} onIsbn={askIsbn} />
        <IsbnForm
          ref={isbnRef}
          guess={reading.guess}
          onIsbn={askIsbn}
          onList={isContinuous ? (isbns) => isbns.forEach(askIsbn) : null}
        />
        {choices !== null && scanning.hasResults && (
          <Suspense>
            <ScanningResults
              scanning={scanning}
              priceOf={prices.of}
              onShow={(book) => showAgain(answered(findingOfRun(candidateOfBook(book)), null))}
            />
          </Suspense>
        )}
        {samples.length > 0 && !isContinuous && <SampleStrip samples={samples} onFile={askFile} />}
      </div>
      <p role="status" className="sr-only">
        {statusOf(lookup)}
      </p>
      <p role="status" className="sr-only">
        {lastChanged && announceItem(lastChanged)}
      </p>
      {last && ResultSheet && (
        <ResultSheet
          key={last.id}
          isOpen={isAnswered}
          finding={last.finding}
          photo={last.photo}
          choices={choices}
          priceOf={prices.of}
          modeAct={
            isContinuous
              ? {
                  label: scanning.phone ? "Send it to your computer" : MODE_WORDS[scanning.settings.mode].act,
                  onAct: (book) => {
                    scanning.take(book);
                    close();
                  },
                }
              : null
          }
          onClose={close}
          onTypeIsbn={() => {
            close();
            focusAfterSheet(isbnRef);
          }}
        />
      )}
    </div>
  );
}

function initialQuestion(isbn: string | null, asked: string | null): Question | null {
  if (isbn) return { kind: "book", isbn };
  const parsed = asked === null ? "empty" : parseIsbn(asked);
  return typeof parsed === "string" ? null : { kind: "isbn", isbn13: parsed.isbn13 };
}

/** The newest answer, which stays while the sheet moves out and can be called back, also when the page was left meanwhile. */
function useLastAnswer(lookup: Lookup) {
  const [last, setLast] = useState<Answered | null>(null);
  if (lookup.phase === "answered" && lookup !== last) setLast(lookup);
  return [last, setLast] as const;
}

/** Until the sheet's code has come, there is nothing to show an answer in. */
const stillLooking = ({ photo }: Answered): Lookup => ({
  phase: "looking",
  question: photo && { kind: "photo", photo },
  isSlow: true,
});

async function questionOfShot(viewport: Viewport, earlier: ImageBitmap[]): Promise<Prepared> {
  const picture = await takeShot(viewport, earlier);
  if (!picture) return { ok: false, problem: unreadableProblem() };
  try {
    return { ok: true, question: { kind: "photo", photo: await encodePhoto(picture) }, surer: null };
  } finally {
    picture.close();
  }
}

function statusOf(lookup: Lookup): string {
  switch (lookup.phase) {
    case "idle":
      return "";
    case "looking":
      return lookup.isSlow ? "Still looking. The connection is slow." : "Looking.";
    case "answered":
      return announcementOf(lookup.finding);
    case "failed":
      return ""; // the panel in the viewfinder is an alert itself
  }
}

// Browsers refuse, and complain, before the reader has touched the page.
function buzz(isWanted: boolean) {
  if (isWanted && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(25);
}

/** A book of the round, shown again: nothing was guessed anew. */
const findingOfRun = (best: Candidate): Finding => ({
  ...{ kind: "match", best, alternatives: [], requestId: null },
  reasons: ["You have just scanned this one."],
});

const SHEET_CHECK_MS = 60;

/** Focuses the field once the sheet has left, and has given focus back to where it was: how long that takes is the device's. */
function focusAfterSheet(field: { current: HTMLElement | null }) {
  setTimeout(() => {
    if (document.querySelector("[role=dialog]")) focusAfterSheet(field);
    else setTimeout(() => field.current?.focus(), SHEET_CHECK_MS);
  }, SHEET_CHECK_MS);
}
