import type { TokenResponse } from "@/lib/accounts/tokens/schema";
import { newId } from "@/lib/platform/id";
import { callApi } from "./call.fixtures";

export type ApiReader = { username: string; headers: { authorization: string } };

/** A new account with a token, as a program has them. */
export async function readerOfApi(): Promise<ApiReader> {
  const username = `reader-${newId().slice(0, 12)}`;
  const json = { username, password: "correct horse battery" };
  const { token } = (await (await callApi("POST", "/auth/register", { json })).json()) as TokenResponse;
  return { username, headers: { authorization: `Bearer ${token}` } };
}
