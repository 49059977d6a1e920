import { beforeAll, expect, it } from "vitest";
import { tokenAnswer } from "@/lib/accounts/tokens/schema";
import { newId } from "@/lib/platform/id";
import { POST as register } from "../auth/register/route";
import { POST } from "./route";

const none = { params: Promise.resolve({}) };
let authorization = "";

beforeAll(async () => {
  const body = JSON.stringify({ username: `reader-${newId().slice(0, 12)}`, password: "correct horse battery" });
  const request = new Request("http://localhost/auth", {
    method: "POST",
    body,
    headers: { "content-type": "application/json" },
  });
  authorization = `Bearer ${tokenAnswer.parse(await (await register(request, none)).json()).token}`;
});

const ask = (body: string) =>
  POST(new Request("http://localhost/api/v1/pending", { method: "POST", body, headers: { authorization } }), none);

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
