import { describe, expect, it } from "vitest";
import { db } from "@/db/client";
import { buildUser } from "@/db/factories";
import { libraries } from "@/db/schema/households";
import { ensureLibrary } from "./commands";
import { getLibraryOf } from "./queries";

describe("the library of a reader", () => {
  it("is made at first need, once, when two pages need it at the same time", async () => {
    const reader = await buildUser();
    expect(await getLibraryOf(reader.id)).toBeUndefined();
    const before = await db.$count(libraries);
    const made = await Promise.all(Array.from({ length: 8 }, () => ensureLibrary(reader)));
    expect(new Set(made.map(({ libraryId }) => libraryId)).size).toBe(1);
    expect(await db.$count(libraries)).toBe(before + 1);
    expect(await getLibraryOf(reader.id)).toEqual({ libraryId: made[0]?.libraryId, role: "owner" });
  });
});
