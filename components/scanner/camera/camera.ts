/** The camera as the browser gives it, without React. */

/** Enough for the bars of a book at arm's length; phones give more only at fewer frames a second. */
const IDEAL_SIZE = { width: { ideal: 1920 }, height: { ideal: 1080 } };

/** What TypeScript's DOM library does not know yet. Source: MediaStream Image Capture, W3C. */
type ImageCapabilities = MediaTrackCapabilities & {
  torch?: boolean;
  zoom?: { min: number; max: number; step?: number };
  focusMode?: string[];
};
type ImageConstraints = MediaTrackConstraintSet & {
  torch?: boolean;
  zoom?: number;
  focusMode?: string;
  pointsOfInterest?: Point[];
};

/** A point of the picture, as fractions of its width and height. */
export type Point = { x: number; y: number };

export type Lens = { id: string; name: string };

export type CameraAbilities = {
  hasTorch: boolean;
  /** Zoom factors worth a button, the smallest first; empty when the camera cannot zoom. */
  zoomSteps: number[];
  /** It can be told what to focus on. */
  canFocus: boolean;
};

/**
 * Opens a camera: the lens that was asked for, else the one at the back, else any. Only what a looser wish can
 * mend is tried again; a refusal, or a camera that another app holds, is thrown at once. Throws what getUserMedia throws.
 */
export async function openCamera(lensId: string | null): Promise<MediaStream> {
  const wishes: MediaTrackConstraints[] = [
    ...(lensId ? [{ ...IDEAL_SIZE, deviceId: { exact: lensId } }] : []),
    { ...IDEAL_SIZE, facingMode: { ideal: "environment" } },
    { facingMode: { ideal: "environment" } },
    {},
  ];
  let lastError: unknown;
  for (const video of wishes) {
    try {
      return await navigator.mediaDevices.getUserMedia({ video, audio: false });
    } catch (error) {
      if (!isMendable(error)) throw error;
      lastError = error;
    }
  }
  throw lastError;
}

// A remembered lens may be unplugged (NotFoundError) or unable (OverconstrainedError).
const isMendable = (error: unknown): boolean =>
  error instanceof DOMException && (error.name === "OverconstrainedError" || error.name === "NotFoundError");

/** Ends every track of a stream, which switches the camera's light off. */
export function closeStream(stream: MediaStream | null) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** What the running camera can do beyond showing a picture. */
export function abilitiesOf(track: MediaStreamTrack): CameraAbilities {
  const { torch, zoom, focusMode }: ImageCapabilities = track.getCapabilities?.() ?? {};
  // Where to focus is no capability of its own; what focuses once can be told on what.
  const canFocus = focusMode?.includes("single-shot") === true;
  return { hasTorch: torch === true, zoomSteps: zoomSteps(zoom), canFocus };
}

/** The zoom factors to offer: one, two and four times, as far as the camera reaches. */
export function zoomSteps(range: { min: number; max: number } | undefined): number[] {
  if (!range) return [];
  const steps = [1, 2, 4].filter((factor) => factor >= range.min && factor <= range.max);
  return steps.length > 1 ? steps : [];
}

/** Switches the light; false when the camera refused after all. */
export const setTorch = (track: MediaStreamTrack, isOn: boolean) => apply(track, { torch: isOn });

/** Zooms; false when the camera refused after all. */
export const setZoom = (track: MediaStreamTrack, factor: number) => apply(track, { zoom: factor });

/** Asks for steady refocusing where the camera can be asked: a barcode is nearer than what most lenses rest at. */
export const keepFocusing = (track: MediaStreamTrack) => apply(track, { focusMode: "continuous" });

/** Focuses on a point of the picture, once; false when the camera refused after all. */
export const focusOn = (track: MediaStreamTrack, point: Point) =>
  apply(track, { focusMode: "single-shot", pointsOfInterest: [point] });

async function apply(track: MediaStreamTrack, wish: ImageConstraints): Promise<boolean> {
  try {
    await track.applyConstraints({ advanced: [wish] });
    return true;
  } catch {
    return false; // said "yes" in its capabilities and "no" now: the picture goes on without it
  }
}

/** The cameras to choose from, with names; names are empty until the reader has allowed a camera. */
export async function listLenses(): Promise<Lens[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter(({ kind }) => kind === "videoinput")
    .map(({ deviceId, label }, at) => ({ id: deviceId, name: lensName(label, at) }));
}

/** The name of a lens for people; Chromium's "camera2 0, facing back" becomes "Back camera 0". */
export function lensName(label: string, at: number): string {
  const android = /^camera2? (\d+), facing (\w+)$/.exec(label);
  if (android) return `${android[2] === "front" ? "Front" : "Back"} camera ${android[1]}`;
  // USB cameras carry their vendor and product number.
  const plain = label.replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, "").trim();
  return plain || `Camera ${at + 1}`;
}

/** What the reader decided about the camera earlier; null where the browser does not say. */
export async function queryPermission(): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: "camera" });
  } catch {
    return null; // Firefox before 131 does not know the name
  }
}
