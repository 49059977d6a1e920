import { afterEach, describe, expect, it, vi } from "vitest";
import { abilitiesOf, focusOn, lensName, openCamera, zoomSteps } from "./camera";

afterEach(() => vi.unstubAllGlobals());

/** A browser whose getUserMedia fails with these names, one a call, and then succeeds. Returns the wishes it was given. */
function browserFailing(...names: string[]) {
  const wishes: MediaTrackConstraints[] = [];
  vi.stubGlobal("navigator", {
    mediaDevices: {
      getUserMedia: async ({ video }: { video: MediaTrackConstraints }) => {
        wishes.push(video);
        const name = names[wishes.length - 1];
        if (name) throw new DOMException("no", name);
        return "stream";
      },
    },
  });
  return wishes;
}

describe("openCamera", () => {
  it("asks for the camera at the back in full HD", async () => {
    const wishes = browserFailing();
    await openCamera(null);
    expect(wishes).toEqual([{ width: { ideal: 1920 }, height: { ideal: 1080 }, facingMode: { ideal: "environment" } }]);
  });

  it("takes another camera when the remembered one is gone", async () => {
    const wishes = browserFailing("OverconstrainedError");
    await expect(openCamera("usb-1")).resolves.toBe("stream");
    expect(wishes.map(({ deviceId }) => deviceId)).toEqual([{ exact: "usb-1" }, undefined]);
  });

  it("settles for any picture when no camera fits the wish", async () => {
    const wishes = browserFailing("OverconstrainedError", "OverconstrainedError");
    await openCamera(null);
    expect(wishes.at(-1)).toEqual({});
  });

  it("does not ask again after a refusal", async () => {
    const wishes = browserFailing("NotAllowedError");
    await expect(openCamera("usb-1")).rejects.toMatchObject({ name: "NotAllowedError" });
    expect(wishes).toHaveLength(1);
  });

  it("says that there is no camera when every wish finds none", async () => {
    browserFailing("NotFoundError", "NotFoundError", "NotFoundError");
    await expect(openCamera(null)).rejects.toMatchObject({ name: "NotFoundError" });
  });
});

describe("lensName", () => {
  it.each([
    ["camera2 0, facing back", 0, "Back camera 0"],
    ["camera2 1, facing front", 1, "Front camera 1"],
    ["Back Ultra Wide Camera", 2, "Back Ultra Wide Camera"],
    ["HD Webcam (0bda:5689)", 0, "HD Webcam"],
    ["", 1, "Camera 2"],
  ])("names %o", (label, at, name) => {
    expect(lensName(label, at)).toBe(name);
  });
});

describe("zoomSteps", () => {
  it.each([
    [undefined, []],
    [{ min: 1, max: 1 }, []],
    [{ min: 1, max: 3 }, [1, 2]],
    [{ min: 0.5, max: 10 }, [1, 2, 4]],
    [{ min: 100, max: 400 }, []],
  ])("offers for %o the steps %o", (range, steps) => {
    expect(zoomSteps(range)).toEqual(steps);
  });
});

describe("focusing where the finger points", () => {
  const trackOf = (capabilities: object, applied: unknown[] = [], refuses = false) =>
    ({
      getCapabilities: () => capabilities,
      applyConstraints: async (wish: unknown) => {
        if (refuses) throw new Error("OverconstrainedError");
        applied.push(wish);
      },
    }) as unknown as MediaStreamTrack;

  it("is offered by cameras alone that focus when they are told", () => {
    expect(abilitiesOf(trackOf({ focusMode: ["continuous", "single-shot"] })).canFocus).toBe(true);
    expect(abilitiesOf(trackOf({ focusMode: ["continuous"] })).canFocus).toBe(false);
    expect(abilitiesOf(trackOf({})).canFocus).toBe(false);
  });

  it("asks for that point, and goes on where the camera refuses", async () => {
    const applied: unknown[] = [];
    expect(await focusOn(trackOf({}, applied), { x: 0.25, y: 0.5 })).toBe(true);
    expect(applied).toEqual([{ advanced: [{ focusMode: "single-shot", pointsOfInterest: [{ x: 0.25, y: 0.5 }] }] }]);
    expect(await focusOn(trackOf({}, [], true), { x: 0, y: 0 })).toBe(false);
  });
});
