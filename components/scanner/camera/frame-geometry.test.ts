import { describe, expect, it } from "vitest";
import { fitWithin, middleOf, pointBehind, polygonPoints, regionBehind, visibleRegion } from "./frame-geometry";

describe("visibleRegion", () => {
  it.each([
    [
      "a landscape picture in a portrait box",
      { width: 1920, height: 1080 },
      { width: 300, height: 400 },
      { x: 555, y: 0, width: 810, height: 1080 },
    ],
    [
      "a portrait picture in a wide box",
      { width: 1080, height: 1920 },
      { width: 600, height: 300 },
      { x: 0, y: 690, width: 1080, height: 540 },
    ],
    [
      "a picture of the same shape",
      { width: 1280, height: 720 },
      { width: 640, height: 360 },
      { x: 0, y: 0, width: 1280, height: 720 },
    ],
    [
      "a box that is not laid out yet",
      { width: 1280, height: 720 },
      { width: 0, height: 0 },
      { x: 0, y: 0, width: 1280, height: 720 },
    ],
  ])("is what the reader sees of %s", (_case, picture, box, region) => {
    expect(visibleRegion(picture, box)).toEqual(region);
  });
});

describe("regionBehind", () => {
  const visible = { x: 555, y: 0, width: 810, height: 1080 };
  const screen = { width: 300, height: 400 };

  it("is the part of the picture that the frame stands over", () => {
    const frame = { x: 30, y: 20, width: 240, height: 200 };
    expect(regionBehind(visible, screen, frame, 0)).toEqual({ x: 636, y: 54, width: 648, height: 540 });
  });

  it("takes a margin around the frame, but nothing that the reader does not see", () => {
    const frame = { x: 30, y: 20, width: 240, height: 200 };
    expect(regionBehind(visible, screen, frame, 0.5)).toEqual({ x: 555, y: 0, width: 810, height: 864 });
  });
});

describe("middleOf", () => {
  it("stays inside and in the middle", () => {
    expect(middleOf({ x: 100, y: 50, width: 800, height: 600 }, 0.5, 0.5)).toEqual({
      x: 300,
      y: 200,
      width: 400,
      height: 300,
    });
  });
});

describe("fitWithin", () => {
  it.each([
    [
      { width: 4000, height: 3000 },
      { width: 1024, height: 768 },
    ],
    [
      { width: 3000, height: 4000 },
      { width: 768, height: 1024 },
    ],
    [
      { width: 640, height: 480 },
      { width: 640, height: 480 },
    ],
    [
      { width: 20_000, height: 3 },
      { width: 1024, height: 1 },
    ],
  ])("brings %o to %o", (size, fitted) => {
    expect(fitWithin(size, 1024)).toEqual(fitted);
  });
});

describe("polygonPoints", () => {
  const corners = [
    [0, 0],
    [1, 0.1],
    [1.05, 0.9],
    [-0.02, 1],
  ] as const;

  it.each([
    ["upright", { width: 768, height: 1024 }, "0,0 75,10 78.75,90 -1.5,100"],
    ["lying", { width: 1024, height: 512 }, "0,0 100,5 105,45 -2,50"],
  ])("places fractions of the sides in an %s picture, also beyond its edges", (_, size, points) => {
    expect(polygonPoints(corners, size, 100)).toBe(points);
  });
});

describe("pointBehind", () => {
  it("finds the point of the picture under a finger, however much of it is cut off", () => {
    const [picture, screen] = [
      { width: 1920, height: 1080 },
      { width: 360, height: 720 },
    ];
    const visible = visibleRegion(picture, screen);
    expect(pointBehind(picture, visible, screen, { x: 180, y: 360 })).toEqual({ x: 0.5, y: 0.5 });
    const corner = pointBehind(picture, visible, screen, { x: 0, y: 0 });
    expect(corner.x).toBeCloseTo(visible.x / 1920, 6);
    expect(corner.y).toBe(0);
    expect(pointBehind(picture, visible, screen, { x: -50, y: 900 })).toMatchObject({ y: 1 });
  });
});
