"use client";

import { ImageDown, RotateCcw } from "lucide-react";
import { type MouseEvent, type Ref, useState } from "react";
import { cn } from "@/components/ui/cn";
import type { BarcodeReading } from "../barcodes/use-barcodes";
import { type Finding, shortTitle } from "../lookup/finding";
import type { Lookup } from "../lookup/use-lookup";
import { Outcome } from "../modes/outcome";
import type { RunItem } from "../modes/run";
import { useObjectUrl } from "../photo/use-object-url";
import { LookingPanel } from "../sheet/looking-panel";
import { ProblemPanel } from "../sheet/problem-panel";
import { CameraControls } from "./camera-controls";
import { CameraHelpPanel } from "./camera-help-panel";
import { CameraInvitation } from "./camera-invitation";
import { pointBehind, visibleRegion } from "./frame-geometry";
import type { Camera } from "./use-camera";

type ViewfinderProps = {
  ref: Ref<HTMLElement>;
  /** What stands in this frame is what a shot takes. */
  frameRef: Ref<HTMLDivElement>;
  camera: Camera;
  lookup: Lookup;
  reading: BarcodeReading;
  /** Where the buttons are when the phone lies on its side. */
  hand: "right" | "left";
  /** The last book of a round of scanning; null where each is shown by itself. */
  news: RunItem | null;
  lastFinding: Finding | null;
  isDropping: boolean;
  onShoot: () => void;
  onFile: (file: File) => void;
  onRetry: () => void;
  onCancel: () => void;
  onShowLast: () => void;
};

/** The picture with the open-cornered frame, and over it whatever there is to say or to press. */
export function Viewfinder({
  ref,
  frameRef,
  camera,
  lookup,
  reading,
  hand,
  news,
  lastFinding,
  isDropping,
  onShoot,
  onFile,
  onRetry,
  onCancel,
  onShowLast,
}: ViewfinderProps) {
  const { state } = camera;
  const question = lookup.phase === "looking" || lookup.phase === "failed" ? lookup.question : null;
  const photoUrl = useObjectUrl(question?.kind === "photo" ? question.photo : null);
  const isLive = state.phase === "live";
  const isQuiet = lookup.phase === "idle" || lookup.phase === "answered";

  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-label="Viewfinder"
      className={cn(
        "bookcloth relative isolate flex flex-col overflow-hidden focus-visible:-outline-offset-4 md:rounded-xl low:landscape:flex-row",
        "h-[calc(100svh-var(--spacing-tabs)-env(safe-area-inset-bottom)-14rem)] min-h-[23rem] md:h-[min(34rem,calc(100svh-9rem))] lg:h-[calc(100svh-7.5rem)] lg:max-h-[46rem]",
        hand === "left" && "low:landscape:flex-row-reverse",
        "low:landscape:h-[calc(100svh-var(--spacing-tabs))] low:landscape:min-h-0 md:low:landscape:h-[calc(100svh-5rem)]",
      )}
    >
      <video
        ref={camera.videoRef}
        playsInline
        muted
        autoPlay
        aria-label="Live picture of the camera"
        className={cn("-z-20 absolute inset-0 size-full object-cover", !isLive && "invisible")}
      />
      {isLive && isQuiet && state.abilities.canFocus && <FocusLayer camera={camera} />}
      {photoUrl && <Photo key={photoUrl} url={photoUrl} />}

      {isLive && isQuiet && (
        <>
          <Aim frameRef={frameRef} reading={reading} news={news} lastFinding={lastFinding} onShowLast={onShowLast} />
          <CameraControls camera={camera} isBusy={!isQuiet} onShoot={onShoot} onFile={onFile} />
        </>
      )}
      {isQuiet && (state.phase === "off" || state.phase === "starting" || state.phase === "paused") && (
        <CameraInvitation isStarting={state.phase !== "off"} onStart={camera.start} onFile={onFile} />
      )}
      {isQuiet && state.phase === "failed" && (
        <CameraHelpPanel problem={state.problem} onRetry={camera.start} onFile={onFile} />
      )}
      {isQuiet && !isLive && lastFinding && (
        <div className="flex justify-center px-5 pb-4">
          <ShowAgain finding={lastFinding} onShow={onShowLast} />
        </div>
      )}
      {lookup.phase === "looking" && (
        <LookingPanel question={lookup.question} isSlow={lookup.isSlow} onCancel={onCancel} />
      )}
      {lookup.phase === "failed" && (
        <ProblemPanel
          problem={lookup.problem}
          onRetry={lookup.problem.canRetry && lookup.question ? onRetry : null}
          onCancel={onCancel}
        />
      )}
      {isDropping && (
        <div className="absolute inset-0 z-10 grid place-items-center bg-black/70 text-white">
          <p className="viewfinder relative grid justify-items-center gap-3 px-12 py-10 font-semibold text-beam text-lg">
            <ImageDown aria-hidden="true" className="size-9" />
            Drop the picture here
          </p>
        </div>
      )}
    </section>
  );
}

/** What is being looked at, behind what is said of it; nothing where the browser cannot show this kind of file. */
function Photo({ url }: { url: string }) {
  const [hasFailed, setFailed] = useState(false);
  if (hasFailed) return null;
  return (
    // biome-ignore lint/performance/noImgElement: a picture of this moment, which only this page has
    <img
      src={url}
      alt=""
      onError={() => setFailed(true)}
      className="-z-10 absolute inset-0 size-full bg-black object-contain"
    />
  );
}

/** Takes a tap on the picture: the camera focuses there, as the phone's own does. By keys there is nothing to point with. */
function FocusLayer({ camera }: { camera: Camera }) {
  const [ring, setRing] = useState<{ x: number; y: number; id: number } | null>(null);
  const focus = ({ currentTarget, clientX, clientY, timeStamp }: MouseEvent<HTMLDivElement>) => {
    const video = camera.videoRef.current;
    if (!video) return;
    const box = currentTarget.getBoundingClientRect();
    const at = { x: clientX - box.x, y: clientY - box.y };
    const picture = { width: video.videoWidth, height: video.videoHeight };
    camera.focusAt(pointBehind(picture, visibleRegion(picture, box), box, at));
    setRing({ ...at, id: timeStamp });
  };
  return (
    // biome-ignore lint/a11y: pointing is all that it is for; without it the camera focuses by itself
    <div onClick={focus} className="-z-10 absolute inset-0">
      {ring && (
        <span
          key={ring.id}
          aria-hidden="true"
          onAnimationEnd={() => setRing(null)}
          style={{ left: ring.x, top: ring.y }}
          className="-translate-x-1/2 -translate-y-1/2 absolute size-18 animate-focus rounded-full border-2 border-beam"
        />
      )}
    </div>
  );
}

function ShowAgain({ finding, onShow }: { finding: Finding; onShow: () => void }) {
  return (
    <button
      type="button"
      onClick={onShow}
      className="pointer-events-auto flex min-h-11 max-w-full items-center gap-2 rounded-full bg-black/65 px-4 font-semibold text-sm text-white hover:bg-black/85"
    >
      <RotateCcw aria-hidden="true" className="size-4 shrink-0" />
      <span className="sr-only">Show again: </span>
      <span className="truncate">{shortTitle(finding)}</span>
    </button>
  );
}

type AimProps = {
  frameRef: Ref<HTMLDivElement>;
  reading: BarcodeReading;
  news: RunItem | null;
  lastFinding: Finding | null;
  onShowLast: () => void;
};

/** The frame to fill, with one line that says what to do or what is in view. */
function Aim({ frameRef, reading, news, lastFinding, onShowLast }: AimProps) {
  return (
    <div className="pointer-events-none relative flex min-h-0 flex-1 flex-col items-center px-5 pt-[max(1rem,env(safe-area-inset-top))] low:landscape:pb-4">
      <div
        ref={frameRef}
        className="viewfinder relative flex w-full max-w-[30rem] flex-1 flex-col items-center justify-end gap-2 p-4 text-white [--viewfinder-arm:38px] [--viewfinder-radius:18px] [--viewfinder-stroke:4px] before:drop-shadow-[0_0_3px_rgb(0_0_0/0.7)]"
      >
        <p
          role="status"
          className={cn(
            // What became of the book before says enough: two signs would hide the next one.
            news && !reading.note && reading.hint !== "blurred" && "sr-only",
            "max-w-sm rounded-lg px-3.5 py-2 text-center text-sm",
            reading.note ? "bg-beam-soft font-semibold text-on-beam-soft" : "bg-black/65 text-white",
          )}
        >
          {reading.note ?? hintOf(reading)}
        </p>
        {lastFinding && !reading.note && <ShowAgain finding={lastFinding} onShow={onShowLast} />}
        {news && !reading.note && <News key={news.id} item={news} />}
      </div>
    </div>
  );
}

/** What became of the book that was in view, where the eye is; the list below has all. */
function News({ item }: { item: RunItem }) {
  return (
    <div className="grid w-full max-w-sm gap-0.5 rounded-lg bg-raised px-4 py-2.5 text-ink shadow-lg">
      <p className="truncate font-book font-semibold">{item.book?.title ?? `ISBN ${item.isbn}`}</p>
      <Outcome item={item} />
    </div>
  );
}

function hintOf({ status, hint }: BarcodeReading): string {
  if (hint === "blurred") return "Hold still, or move back a little.";
  if (status === "broken") return "Barcodes cannot be read just now. A photo of the cover works.";
  if (status === "loading") return "Fill the frame with a cover, press the button.";
  return "Show a barcode, or photograph a cover.";
}
