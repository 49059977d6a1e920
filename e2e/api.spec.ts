import fc from "fast-check";
import {
  type ApiAnswer,
  type ApiInput,
  type ApiOperation,
  createJudge,
  type Document,
  inputsOf,
  operationsOf,
} from "../lib/platform/api/input.fixtures";
import { expect, test } from "./fixtures";
import { expectAccessible, newUsername, PASSWORD } from "./reader";

// As a program meets the API: over the wire, by the addresses of the document alone. What admins change is called so within one
// process, in app/api/document.db.test.ts: here it would stop the queues that other tests wait for.

const SEED = Number(process.env.E2E_SEED ?? 8);
const RUNS = Number(process.env.E2E_RUNS ?? 6);

/** Each ends the token or the account that the next call needs. */
const ENDS_ITS_CALLER = /^accounts\.(log_out|sign_out|request_erasure|change_password)/;

test("every operation answers as the document says, whatever it is asked, and never with trouble of ours", async ({
  baseURL,
}) => {
  test.setTimeout(600_000);
  const document: Document = await (await fetch(`${baseURL}/api/v1/openapi.json`)).json();
  const judge = createJudge(document);
  const username = newUsername();
  const registered = await fetch(`${baseURL}/auth/register`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username, password: PASSWORD }),
  });
  const { token } = await registered.json();
  const authorization = `Bearer ${token}`;
  const send = async (
    method: string,
    { address, headers, body }: ApiInput,
    isSignedIn: boolean,
  ): Promise<ApiAnswer> => {
    const response = await fetch(`${baseURL}${address}`, {
      method,
      body: body?.text,
      headers: { ...headers, ...(isSignedIn && { authorization }), ...(body && { "content-type": body.type }) },
      redirect: "manual",
    });
    return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
  };
  const found = (await (await fetch(`${baseURL}/api/search?q=the`)).json()) as { isbn: string }[];
  expect(found.length).toBeGreaterThan(1);
  const known = { isbn: found.slice(0, 5).map(({ isbn }) => isbn), username: [username] };

  const check = (operation: ApiOperation) =>
    fc.assert(
      fc.asyncProperty(inputsOf(operation, document, known), fc.boolean(), async (input, isSignedIn) => {
        const answer = await send(operation.method, input, isSignedIn);
        const isChosen = input.address.includes("fields=") && answer.status === 200;
        expect(isChosen ? undefined : judge(operation, answer), operation.operationId).toBeUndefined();
      }),
      { numRuns: RUNS, seed: SEED },
    );
  for (const operation of operationsOf(document))
    if (!ENDS_ITS_CALLER.test(operation.operationId)) await check(operation);
});

test("the pages about the API read well, and a link to an operation unfolds it", async ({ page }) => {
  await page.goto("/docs");
  await expect(page.getByRole("heading", { level: 1, name: "The API" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: /\/collections\/\{username\}\/\{id\}\/add/ }).click();
  await page.waitForURL(/\/docs\/library#library\.add_book$/);
  await expect(page.getByText("The collection is the caller's own, or one that their household shares.")).toBeVisible();
  await expectAccessible(page);
  expect((await page.request.get("/docs/nothing")).status()).toBe(404);
});
