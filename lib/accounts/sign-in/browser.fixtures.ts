import NextAuth from "next-auth";
import { authOptions } from "../session";
import { jar } from "./request.fixtures";

type Call = { method?: "GET" | "POST"; path: string[]; query?: object; body?: object };
/** `redirect` carries next-auth's answer, also to a script: where to go, with `error` in it. */
type Answer = { status: number; redirect?: string; body?: { csrfToken?: string; url?: string } };

/** One of next-auth's endpoints, called with the browser's cookies. */
export async function callNextAuth({ method = "GET", path, query = {}, body = {} }: Call): Promise<Answer> {
  const answer: Answer = { status: 200 };
  const headers = new Map<string, unknown>();
  const response = {
    status(status: number) {
      answer.status = status;
      return response;
    },
    setHeader(name: string, value: unknown) {
      headers.set(name, value);
      return response;
    },
    getHeader: (name: string) => headers.get(name),
    json(given: Answer["body"]) {
      answer.body = given;
    },
    send(given: Answer["body"]) {
      answer.body = given;
    },
    end() {},
  };
  const request = { method, query: { nextauth: path, ...query }, body, headers: {}, cookies: Object.fromEntries(jar) };
  await NextAuth(authOptions())(request, response);
  for (const line of (headers.get("Set-Cookie") ?? []) as string[]) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === "" || /Max-Age=0/.test(line)) jar.delete(name);
    else jar.set(name, decodeURIComponent(value));
  }
  return { ...answer, redirect: answer.body?.url ?? (headers.get("Location") as string | undefined) };
}

/** The same as the forms of the site do it: with the token that no other site has. */
export async function postNextAuth(action: string, provider: string, fields: object = {}): Promise<Answer> {
  const csrfToken = (await callNextAuth({ path: ["csrf"] })).body?.csrfToken;
  return callNextAuth({ method: "POST", path: [action, provider], body: { csrfToken, json: "true", ...fields } });
}

/** Signs in, and answers what the form hears: the error, or null. */
export async function trySignIn(provider: string, fields: object): Promise<string | null> {
  const { redirect = "" } = await postNextAuth("callback", provider, fields);
  return new URL(redirect).searchParams.get("error");
}
