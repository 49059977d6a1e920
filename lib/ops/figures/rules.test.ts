import { describe, expect, it } from "vitest";
import { boundsOf, dayOf, firstOpenDay, listDays } from "./rules";

const at = (moment: string) => new Date(moment);

describe("days", () => {
  it("are those of UTC, wherever the server stands", () => {
    expect(dayOf(at("2026-03-01T23:59:59.999Z"))).toBe("2026-03-01");
    const { start, end } = boundsOf("2026-02-28");
    expect([start.toISOString(), end.toISOString()]).toEqual(["2026-02-28T00:00:00.000Z", "2026-03-01T00:00:00.000Z"]);
  });

  it("are listed over the ends of months, both ends among them", () => {
    expect(listDays("2024-02-27", "2024-03-01")).toEqual(["2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01"]);
    expect(listDays("2024-03-01", "2024-03-01")).toEqual(["2024-03-01"]);
    expect(listDays("2024-03-02", "2024-03-01")).toEqual([]);
  });

  it("are counted again until they were counted after their end", () => {
    const now = at("2026-05-05T00:10:00.000Z");
    expect(firstOpenDay(undefined, now)).toBe("2026-05-04");
    expect(firstOpenDay({ date: "2026-05-01", countedAt: at("2026-05-01T23:59:59.000Z") }, now)).toBe("2026-05-01");
    expect(firstOpenDay({ date: "2026-05-01", countedAt: at("2026-05-02T00:00:00.000Z") }, now)).toBe("2026-05-02");
  });
});
