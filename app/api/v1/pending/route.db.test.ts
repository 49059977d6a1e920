import { beforeAll, expect, it } from "vitest";
import { callApi } from "@/app/api/call.fixtures";
import { type ApiReader, readerOfApi } from "@/app/api/reader.fixtures";
import { newId } from "@/lib/platform/id";

let reader: ApiReader;

beforeAll(async () => {
  reader = await readerOfApi();
});

const ask = (body: string) => callApi("POST", "/api/pending", { body, headers: reader.headers });

it("takes a title, and an author and a collection that may be left out", async () => {
  const response = await ask(JSON.stringify({ title: `Sea ${newId()}`, author: "Iris Murdoch", collection_id: null }));
  expect(response.status).toBe(202);
  expect((await response.json()).status_url).toBe(response.headers.get("location"));
});

it.each([
  ["no title", "{}", /^title: /],
  ["a title of nothing", '{"title":" "}', /^title: /],
  ["a collection that cannot be one", '{"title":"Sea","collection_id":"x"}', /^collection_id: /],
  ["a list", "[]", /expected object/],
  ["null", "null", /expected object/],
  ["no JSON", "title=Sea", /JSON/],
])("says what is wrong with %s", async (_, body, words) => {
  const response = await ask(body);
  expect(response.status).toBe(400);
  expect((await response.json()).error).toMatch(words);
});
