"use client";

import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { recall, remember } from "../memory/device-memory";
import {
  abilitiesOf,
  type CameraAbilities,
  closeStream,
  focusOn,
  keepFocusing,
  type Lens,
  listLenses,
  openCamera,
  type Point,
  queryPermission,
  setTorch,
  setZoom,
} from "./camera";
import { type CameraProblem, cameraProblemOf, obstacleBeforeAsking } from "./camera-help";

export type CameraState =
  /** Not asked for yet. */
  | { phase: "off" }
  /** The browser is asking the reader, or the camera is starting. */
  | { phase: "starting" }
  | { phase: "live"; abilities: CameraAbilities; lensId: string | null; lenses: Lens[] }
  /** The page is out of sight; the camera comes back with it. */
  | { phase: "paused" }
  | { phase: "failed"; problem: CameraProblem };

const NO_ABILITIES: CameraAbilities = { hasTorch: false, zoomSteps: [], canFocus: false };

/** So long a focus that was asked for holds; then the camera finds its own again, since the hand moves on. */
const FOCUS_HELD_MS = 4_000;

export type Camera = {
  state: CameraState;
  /** Goes to the video element. */
  videoRef: RefObject<HTMLVideoElement | null>;
  isTorchOn: boolean;
  zoom: number;
  start: () => void;
  stop: () => void;
  chooseLens: (id: string) => void;
  toggleTorch: () => void;
  chooseZoom: (factor: number) => void;
  /** Focuses on a point of the picture, where the camera can be told. */
  focusAt: (point: Point) => void;
};

/**
 * One camera for one page: starts by itself where it was allowed before, lets go of the camera while the page is
 * hidden and when it is left, and never holds more than one stream.
 */
export function useCamera(): Camera {
  const videoRef = useRef<HTMLVideoElement>(null);
  const streamRef = useRef<MediaStream | null>(null);
  // Counts the attempts: one that comes back after a newer one (or after the page was left) closes what it opened.
  const attemptRef = useRef(0);
  const focusTimerRef = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [state, setState] = useState<CameraState>({ phase: "off" });
  const [isTorchOn, setTorchOn] = useState(false);
  const [zoom, setZoomFactor] = useState(1);

  const release = useCallback(() => {
    attemptRef.current += 1;
    clearTimeout(focusTimerRef.current);
    closeStream(streamRef.current);
    streamRef.current = null;
    if (videoRef.current) videoRef.current.srcObject = null;
    setTorchOn(false);
    setZoomFactor(1);
  }, []);

  /** Lets go of it while nobody sees the page; it comes back with the page. */
  const pause = useCallback(() => {
    release();
    setState({ phase: "paused" });
  }, [release]);

  const start = useCallback(async () => {
    release();
    const attempt = attemptRef.current;
    const isCurrent = () => attempt === attemptRef.current;
    const obstacle = findObstacle();
    if (obstacle) return setState({ phase: "failed", problem: obstacle });

    setState({ phase: "starting" });
    try {
      const stream = await openCamera(recall("lens"));
      if (!isCurrent()) return closeStream(stream);
      streamRef.current = stream;
      if (isHidden()) return pause();
      const [track] = stream.getVideoTracks();
      // Fires when the camera is unplugged or its permission withdrawn, not when we stop it.
      track?.addEventListener("ended", () => {
        if (!isCurrent()) return;
        release();
        setState({ phase: "failed", problem: "interrupted" });
      });

      const video = videoRef.current;
      if (video) {
        video.srcObject = stream;
        // Rejected when another start interrupts it; the newer one then plays.
        await video.play().catch(() => undefined);
      }
      if (track) void keepFocusing(track);
      const lenses = await listLenses();
      if (!isCurrent()) return;
      // Nobody has told of it before it is live.
      if (isHidden()) return pause();
      const abilities = track ? abilitiesOf(track) : NO_ABILITIES;
      setState({ phase: "live", abilities, lensId: track?.getSettings().deviceId ?? null, lenses });
      if (track && abilities.hasTorch && recall("torch") === "on" && (await setTorch(track, true))) {
        if (isCurrent()) setTorchOn(true);
      }
      const remembered = Number(recall("zoom"));
      if (track && abilities.zoomSteps.includes(remembered) && remembered !== 1 && (await setZoom(track, remembered))) {
        if (isCurrent()) setZoomFactor(remembered);
      }
    } catch (error) {
      if (!isCurrent()) return;
      release();
      setState({ phase: "failed", problem: cameraProblemOf(error) });
    }
  }, [release, pause]);

  const stop = useCallback(() => {
    release();
    setState({ phase: "off" });
  }, [release]);

  useAutomaticStart(start, setState);
  usePauseWhileHidden(state.phase, start, pause);
  useEffect(() => release, [release]);

  const track = () => streamRef.current?.getVideoTracks()[0];
  return {
    state,
    videoRef,
    isTorchOn,
    zoom,
    start: () => void start(),
    stop,
    chooseLens: (id) => {
      remember("lens", id);
      remember("zoom", null);
      void start();
    },
    toggleTorch: async () => {
      const current = track();
      if (!current || !(await setTorch(current, !isTorchOn))) return;
      setTorchOn(!isTorchOn);
      // It goes out with the camera, whenever the page is hidden: a dark shelf is dark still when the reader comes back.
      remember("torch", isTorchOn ? null : "on");
    },
    focusAt: async (point) => {
      const current = track();
      clearTimeout(focusTimerRef.current);
      if (!current || !(await focusOn(current, point))) return;
      focusTimerRef.current = setTimeout(() => void keepFocusing(current), FOCUS_HELD_MS);
    },
    chooseZoom: async (factor) => {
      const current = track();
      if (!current || !(await setZoom(current, factor))) return;
      setZoomFactor(factor);
      remember("zoom", String(factor));
    },
  };
}

const isHidden = () => document.visibilityState === "hidden";

const findObstacle = () =>
  obstacleBeforeAsking({
    isSecureContext: window.isSecureContext,
    hasMediaDevices: typeof navigator.mediaDevices?.getUserMedia === "function",
  });

// Says at once what cannot work, and opens at once what was allowed before; only the first question needs a tap.
function useAutomaticStart(start: () => Promise<void>, setState: (state: CameraState) => void) {
  useEffect(() => {
    let isGone = false;
    let permission: PermissionStatus | null = null;
    const onChange = () => {
      if (permission?.state === "granted") void start();
    };

    async function begin() {
      const obstacle = findObstacle();
      if (obstacle) return setState({ phase: "failed", problem: obstacle });
      const found = await queryPermission();
      if (isGone) return;
      permission = found;
      permission?.addEventListener("change", onChange);
      if (permission?.state === "granted") void start();
    }

    void begin();
    return () => {
      isGone = true;
      permission?.removeEventListener("change", onChange);
    };
  }, [start, setState]);
}

// iOS freezes a hidden page's camera for good, and a light that stays on in a pocket worries people.
function usePauseWhileHidden(phase: CameraState["phase"], start: () => Promise<void>, pause: () => void) {
  useEffect(() => {
    const onChange = () => {
      if (isHidden() && phase === "live") pause();
      if (document.visibilityState === "visible" && phase === "paused") void start();
    };
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, [phase, start, pause]);
}
