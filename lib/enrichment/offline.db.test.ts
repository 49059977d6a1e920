import { afterAll, beforeAll, expect, it } from "vitest";
import { type FakeProvider, startFakeProvider } from "@/scripts/fake-provider/server";
import { crawlSubject, findCoverImages, listServiceStates, lookUpIsbn, lookUpTitle } from "./queries";

let fake: FakeProvider;

beforeAll(async () => {
  fake = await startFakeProvider();
  Object.assign(process.env, fake.settings, { PROVIDERS: "none" });
});

afterAll(() => fake.stop());

it("asks nobody anything when providers are switched off, and says that it did not ask", async () => {
  const { signal } = new AbortController();
  const isbn13 = "9783257229530";
  expect(await lookUpIsbn(isbn13, signal)).toMatchObject({ outcome: "offline", merged: null, failures: [] });
  expect(await lookUpTitle({ title: "Der Vorleser", author: null }, signal)).toEqual({ records: [], failures: [] });
  const nothing = { ok: true, records: [], unread: [], next: null };
  expect(await crawlSubject({ source: "openlibrary", subject: "Fantasy", from: 0 }, signal)).toEqual(nothing);
  const coverUrls = [`${fake.settings.OPENLIBRARY_COVERS_URL}/b/id/700001-L.jpg?default=false`];
  expect(await findCoverImages({ isbn13, coverUrls }, { signal })).toEqual({ images: [], refusals: [] });
  expect(await listServiceStates()).toEqual([]);
  expect(fake.requests).toEqual([]);
});
