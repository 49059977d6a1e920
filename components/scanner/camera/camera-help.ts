/** Everything that can stand between a reader and a running camera, and what to do about it in plain words. */

export type CameraProblem =
  | "denied"
  | "no_camera"
  | "busy"
  | "unsuitable"
  | "insecure"
  | "unsupported"
  | "interrupted"
  | "unexpected";

export type Platform =
  | "ios"
  | "android_chrome"
  | "android_firefox"
  | "desktop_chrome"
  | "desktop_firefox"
  | "desktop_safari"
  | "other";

export type CameraHelp = {
  title: string;
  body: string;
  /** What to do, in order. */
  steps: string[];
  /** Whether asking again can help without leaving the page. */
  canRetry: boolean;
};

type Surroundings = { isSecureContext: boolean; hasMediaDevices: boolean };

/** What keeps the camera away before anybody asked for it; null when asking makes sense. */
export function obstacleBeforeAsking({ isSecureContext, hasMediaDevices }: Surroundings): CameraProblem | null {
  // On plain http browsers hide mediaDevices altogether, so the order of these two decides which advice is given.
  if (!isSecureContext) return "insecure";
  if (!hasMediaDevices) return "unsupported";
  return null;
}

const PROBLEM_OF_ERROR: Record<string, CameraProblem> = {
  NotAllowedError: "denied",
  // Older WebKit and Chromium names of the same refusal.
  PermissionDeniedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no_camera",
  DevicesNotFoundError: "no_camera",
  NotReadableError: "busy",
  TrackStartError: "busy",
  AbortError: "busy",
  OverconstrainedError: "unsuitable",
  ConstraintNotSatisfiedError: "unsuitable",
};

/** Sorts what getUserMedia threw by its name; names are standardised, messages are not. */
export function cameraProblemOf(error: unknown): CameraProblem {
  const name = typeof error === "object" && error !== null && "name" in error ? String(error.name) : "";
  return PROBLEM_OF_ERROR[name] ?? "unexpected";
}

/** The family of browser, as far as the path to its camera permission differs. */
export function platformOf(userAgent: string, touchPointsMax: number): Platform {
  // An iPad calls itself a Macintosh, but no Macintosh has a touch screen.
  if (/iPhone|iPad|iPod/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPointsMax > 1)) return "ios";
  if (/Android/.test(userAgent)) return /Firefox\//.test(userAgent) ? "android_firefox" : "android_chrome";
  if (/Firefox\//.test(userAgent)) return "desktop_firefox";
  if (/Chrom(e|ium)\/|Edg\//.test(userAgent)) return "desktop_chrome";
  if (/Safari\//.test(userAgent)) return "desktop_safari";
  return "other";
}

const HOW_TO_ALLOW: Record<Platform, string[]> = {
  ios: [
    "Tap the page menu at the left of the address (aA or the small page icon), then Website Settings.",
    "Set Camera to Allow, then reload this page.",
    "Opened from the home screen or in another browser? Open the Settings app, find that browser, and switch Camera on.",
  ],
  android_chrome: [
    "Tap the icon at the left of the address, then Permissions.",
    "Switch Camera on, then reload this page.",
    "Still nothing? In the phone's settings, open Apps, your browser, Permissions, and allow the camera.",
  ],
  android_firefox: [
    "Tap the padlock at the left of the address.",
    "Tap Camera until it says Allowed, then reload this page.",
    "Still nothing? In the phone's settings, open Apps, Firefox, Permissions, and allow the camera.",
  ],
  desktop_chrome: [
    "Click the icon at the left of the address.",
    "Switch Camera on, then reload this page.",
    "Still nothing? Look in the privacy settings of your computer: the browser itself needs the camera too.",
  ],
  desktop_firefox: [
    "Click the camera with a line through it at the left of the address and remove the block.",
    "Reload this page, and choose Allow when Firefox asks.",
  ],
  desktop_safari: [
    "In the menu bar, open Safari, then Settings for this website.",
    "Set Camera to Allow, then reload this page.",
  ],
  other: ["Open the settings that your browser keeps for this site.", "Allow the camera, then reload this page."],
};

/** What to tell the reader: what is the matter, what to do, and whether trying again makes sense. */
export function cameraHelp(problem: CameraProblem, platform: Platform): CameraHelp {
  switch (problem) {
    case "denied":
      return {
        title: "The camera is not allowed here",
        body: "Your browser keeps this site from the camera. You can change that:",
        steps: HOW_TO_ALLOW[platform],
        canRetry: true,
      };
    case "no_camera":
      return {
        title: "No camera found",
        body: "This device seems to have none, or it is switched off.",
        steps: ["Plug in or switch on a camera and try again, or use a photo or the ISBN instead."],
        canRetry: true,
      };
    case "busy":
      return {
        title: "Another app is using the camera",
        body: "A camera serves one app at a time.",
        steps: ["Close video calls, camera apps and other tabs that use it.", "Then try again."],
        canRetry: true,
      };
    case "unsuitable":
      return {
        title: "This camera did not fit",
        body: "It offers none of the picture sizes that were asked for.",
        steps: ["Try again with the camera that your browser prefers."],
        canRetry: true,
      };
    case "insecure":
      return {
        title: "The camera needs a secure address",
        body: "Browsers lend the camera only to pages that come over https, or from the same computer.",
        steps: [
          "Open this site with https:// in front of its address.",
          "On the computer that runs it, http://localhost works too.",
          "Photos and ISBNs work here meanwhile.",
        ],
        canRetry: false,
      };
    case "unsupported":
      return {
        title: "This browser has no camera access",
        body: "It is too old, or it was opened inside another app that keeps the camera to itself.",
        steps: ["Open this page in Safari, Chrome, Edge or Firefox.", "Photos and ISBNs work here meanwhile."],
        canRetry: false,
      };
    case "interrupted":
      return {
        title: "The camera stopped",
        body: "It was unplugged, taken by another app, or its permission was withdrawn.",
        steps: ["Try again when it is free."],
        canRetry: true,
      };
    case "unexpected":
      return {
        title: "The camera did not start",
        body: "Your browser gave no reason.",
        steps: ["Try again. If that does not help, restart the browser, or use a photo or the ISBN instead."],
        canRetry: true,
      };
  }
}
