import { describe, expect, it } from "vitest";
import { boundsOf, dayOf, listDays, openDays } from "./rules";

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

  describe("that are open", () => {
    const now = at("2026-05-05T00:10:00.000Z");
    const early = (date: string) => ({ date, countedAt: at(`${date}T23:59:59.000Z`) });
    const whole = (date: string) => ({ date, countedAt: boundsOf(date).end });

    it("are yesterday and today where none was counted, or only days to come", () => {
      expect(openDays([], now)).toEqual(["2026-05-04", "2026-05-05"]);
      expect(openDays([early("2030-01-01")], now)).toEqual(["2026-05-04", "2026-05-05"]);
    });

    it("are those that were left out or counted before their end, whatever was counted after them", () => {
      const counted = [early("2026-05-05"), whole("2026-05-04"), early("2026-05-02"), whole("2026-05-01")];
      expect(openDays(counted, now)).toEqual(["2026-05-02", "2026-05-03", "2026-05-05"]);
      expect(openDays([whole("2026-05-03"), whole("2026-05-04")], now)).toEqual(["2026-05-05"]);
    });
  });
});
