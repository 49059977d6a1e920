import { expect, it } from "vitest";
import { restoreInput, saveReadingInput } from "./schema";

const reading = (startedOn: string) => ({
  ...{ id: 1, isbn: "9783161484100", startedOn, endedOn: null, outcome: "stopped" as const },
  ...{ page: null, percent: null, pages: null, importKey: null, progress: [] },
});
const restoring = (startedOn: string) => ({
  ...{ isbn: "9783161484100", status: null, statusAt: new Date(), madeIds: [], readings: [reading(startedOn)] },
});

it("puts back what a file brought, though nobody may type it", () => {
  expect(restoreInput.safeParse(restoring("1890-05-01")).success).toBe(true);
  expect(restoreInput.safeParse(restoring("2999-05-01")).success).toBe(false);
  const typed = { isbn: "9783161484100", startedOn: "1890-05-01", endedOn: null, outcome: "stopped" };
  expect(saveReadingInput.safeParse(typed).success).toBe(false);
});
