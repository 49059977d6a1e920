import { expect, it, vi } from "vitest";
import { newId } from "@/lib/platform/id";
import { limitedLoader } from "./loader";
import { listLoudest } from "./signals/queries";

// What stands in for Next is the request alone.
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "x-ridizi-peer": "192.0.2.77" }),
  cookies: async () => ({ get: () => undefined, getAll: () => [] }),
}));

it("counts who asks on the pages for the rule of copying, as the API does, and nobody beyond the limit", async () => {
  const load = limitedLoader({ name: `pages-${newId()}`, max: 3, windowMs: 60_000 }, async () => "found");
  const answers = [];
  for (let asked = 0; asked < 4; asked++) answers.push(await load());
  expect(answers).toEqual(["found", "found", "found", null]);
  await vi.waitFor(async () =>
    expect(await listLoudest("asked", 1, new Date())).toContainEqual(
      expect.objectContaining({ subject: expect.stringMatching(/^192\.0\.2\.77/), count: 3 }),
    ),
  );
});
