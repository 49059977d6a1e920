import { describe, expect, it } from "vitest";
import type { PhotoFeatures, Point, Verification } from "@/lib/covers/features/schema";
import { ASIDE, CENTRAL } from "../outlines.fixtures";
import { fuse, seek } from "./rules";

describe("fuse", () => {
  it("puts first what both sources name, then the first of each", () => {
    const of = (...ids: number[]) => ids.map((coverId) => ({ coverId }));
    expect(fuse(of(1, 2, 3), of(4, 2, 5)).map(({ coverId }) => coverId)).toEqual([2, 1, 4, 3, 5]);
    expect(fuse(of(), of(7))).toEqual(of(7));
  });
});

describe("seek", () => {
  const NOTHING = { sizes: new Float32Array() } as PhotoFeatures;
  const covers = Array.from({ length: 20 }, (_, coverId) => ({ coverId }));

  /** Seeks where the covers of each view's list are found in this order, with these inliers wherever they are compared. */
  async function run(
    inliersOf: (coverId: number) => number,
    {
      outline = CENTRAL,
      lists = {},
      mayGoOn = true,
    }: { outline?: Point[]; lists?: Record<string, number[]>; mayGoOn?: boolean } = {},
  ) {
    const views: string[] = [];
    const seen = new Map<PhotoFeatures, string>();
    const sought = await seek({
      byLook: async () => covers.slice(0, 5),
      byLookOfFlats: async () => covers.slice(0, 5),
      prepare: async () => {},
      extract: async (view) => {
        const features = { ...NOTHING };
        views.push(view);
        seen.set(features, view);
        return features;
      },
      byDetail: async (features) => (lists[seen.get(features) ?? ""] ?? []).map((coverId) => ({ coverId })),
      verify: async (_, { coverId }) =>
        inliersOf(coverId) > 0 ? { inliers: inliersOf(coverId), evenness: 1, outline } : null,
      mayGoOn: () => mayGoOn,
    });
    return { views, ...sought };
  }

  it("stops after the first look where a cover is clearly there, having seen what comes near it", async () => {
    const { views, verifications } = await run((id) => (id === 0 ? 40 : 0));
    expect(views).toEqual(["plain"]);
    expect(verifications.size).toBe(4);
    expect(verifications.get(0)?.inliers).toBe(40);
  });

  it("looks again in further ways until one shows the cover", async () => {
    const lists = { plain: [6, 7], flat: [8, 9], "second-flat": [16], large: [17] };
    const flats = ["plain", "flat", "second-flat"];
    for (const id of [9, 16]) expect((await run((one) => (one === id ? 40 : 0), { lists })).views).toEqual(flats);
    const large = await run((id) => (id === 17 ? 40 : 0), { lists });
    expect(large.views).toEqual([...flats, "large"]);
    expect(large.verifications.get(17)?.inliers).toBe(40);
    expect(large.covers.map(({ coverId }) => coverId)).toContain(17);
  });

  it("goes on where only a part of a cover is borne out, as the lettering that a series shares", async () => {
    const part: Verification = { inliers: 40, evenness: 0.3, outline: CENTRAL };
    const whole: Verification = { inliers: 40, evenness: 0.9, outline: CENTRAL };
    const sought = await seek({
      byLook: async () => covers.slice(0, 8),
      byLookOfFlats: async () => covers.slice(0, 8),
      prepare: async () => {},
      extract: async () => ({ ...NOTHING }),
      byDetail: async () => [],
      verify: async (_, { coverId }) => (coverId === 0 ? part : coverId === 6 ? whole : null),
      mayGoOn: () => false,
    });
    expect(sought.verifications.get(6)).toEqual(whole);
  });

  it("does without the ways in which a photo cannot be seen", async () => {
    const sought = await seek({
      byLook: async () => covers.slice(0, 5),
      byLookOfFlats: async () => covers.slice(0, 5),
      prepare: async () => {},
      extract: async (view) => (view === "large" ? { ...NOTHING } : undefined),
      byDetail: async () => [{ coverId: 9 }],
      verify: async (_, { coverId }) => (coverId === 9 ? { inliers: 40, evenness: 1, outline: CENTRAL } : null),
      mayGoOn: () => true,
    });
    expect(sought.verifications.get(9)?.inliers).toBe(40);
  });

  it("goes on where the cover that was found lies aside: another book is what the reader points at", async () => {
    expect((await run((id) => (id === 0 ? 40 : 0), { outline: ASIDE })).views).toHaveLength(4);
  });

  it("does not take a cover without details for one that is not there", async () => {
    const sought = await seek({
      byLook: async () => covers.slice(0, 3),
      byLookOfFlats: async () => covers.slice(0, 3),
      prepare: async () => {},
      extract: async () => NOTHING,
      byDetail: async () => [],
      verify: async () => undefined,
      mayGoOn: () => true,
    });
    expect(sought.verifications.size).toBe(0);
    expect(sought.covers).toHaveLength(3);
  });

  it("answers with what it has where there is no time for a second look", async () => {
    const { views, verifications } = await run((id) => (id === 3 ? 11 : 0), { mayGoOn: false });
    expect(views).toEqual(["plain"]);
    expect(verifications.get(3)?.inliers).toBe(11);
  });
});
