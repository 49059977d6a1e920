import { tokenAnswer } from "@/lib/accounts/tokens/schema";
import { newId } from "@/lib/platform/id";
import { POST as register } from "./v1/auth/register/route";

export type ApiReader = { username: string; headers: { authorization: string } };

/** A new account with a token, as a program has them. */
export async function readerOfApi(): Promise<ApiReader> {
  const username = `reader-${newId().slice(0, 12)}`;
  const request = new Request("http://localhost/auth/register", {
    method: "POST",
    body: JSON.stringify({ username, password: "correct horse battery" }),
    headers: { "content-type": "application/json" },
  });
  const answer = await register(request, { params: Promise.resolve({}) });
  const { token } = tokenAnswer.parse(await answer.json());
  return { username, headers: { authorization: `Bearer ${token}` } };
}
