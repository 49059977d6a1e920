import { expect } from "vitest";
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

/** Calls the API in a reader's name: what came back, and as what. */
export const callsOf =
  ({ headers }: Pick<ApiReader, "headers">) =>
  async (method: Parameters<typeof callApi>[0], address: string, json?: unknown) => {
    const response = await callApi(method, `/api/v1${address}`, { json, headers });
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  };

/** The answer of a refusal. */
export const refused = (status: number, code: string) => ({ status, body: expect.objectContaining({ code }) });
