import { describe, expect, it } from "vitest";
import {
  type CameraProblem,
  cameraHelp,
  cameraProblemOf,
  obstacleBeforeAsking,
  type Platform,
  platformOf,
} from "./camera-help";

const named = (name: string) => Object.assign(new Error("whatever the browser says"), { name });

describe("cameraProblemOf", () => {
  it.each<[string, CameraProblem]>([
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotFoundError", "no_camera"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["OverconstrainedError", "unsuitable"],
    ["TypeError", "unexpected"],
  ])("takes %s for %s", (name, problem) => {
    expect(cameraProblemOf(named(name))).toBe(problem);
  });

  it.each([undefined, null, "NotAllowedError", 7])("calls %o unexpected rather than failing", (thrown) => {
    expect(cameraProblemOf(thrown)).toBe("unexpected");
  });
});

describe("obstacleBeforeAsking", () => {
  it("blames plain http before the browser, because http is what hides the camera", () => {
    expect(obstacleBeforeAsking({ isSecureContext: false, hasMediaDevices: false })).toBe("insecure");
    expect(obstacleBeforeAsking({ isSecureContext: true, hasMediaDevices: false })).toBe("unsupported");
    expect(obstacleBeforeAsking({ isSecureContext: true, hasMediaDevices: true })).toBeNull();
  });
});

describe("platformOf", () => {
  const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15";
  it.each<[string, number, Platform]>([
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${SAFARI}`, 5, "ios"],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI}`, 5, "ios"],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI}`, 0, "desktop_safari"],
    ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", 5, "android_chrome"],
    ["Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", 5, "android_firefox"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", 0, "desktop_firefox"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", 0, "desktop_chrome"],
    ["", 0, "other"],
  ])("reads %s with %i touch points as %s", (userAgent, touchPoints, platform) => {
    expect(platformOf(userAgent, touchPoints)).toBe(platform);
  });
});

describe("cameraHelp", () => {
  const problems: CameraProblem[] = [
    "denied",
    "no_camera",
    "busy",
    "unsuitable",
    "insecure",
    "unsupported",
    "interrupted",
    "unexpected",
  ];

  it.each(problems)("has words and at least one step for %s", (problem) => {
    const help = cameraHelp(problem, "other");
    expect(help.title).not.toBe("");
    expect(help.steps.length).toBeGreaterThan(0);
  });

  it("does not offer to try again where only another address or browser helps", () => {
    expect(cameraHelp("insecure", "other").canRetry).toBe(false);
    expect(cameraHelp("unsupported", "other").canRetry).toBe(false);
  });

  it("tells each browser its own way to the permission", () => {
    const platforms: Platform[] = [
      "ios",
      "android_chrome",
      "android_firefox",
      "desktop_chrome",
      "desktop_firefox",
      "desktop_safari",
    ];
    const first = platforms.map((platform) => cameraHelp("denied", platform).steps.join(" "));
    expect(new Set(first).size).toBe(platforms.length);
  });
});
