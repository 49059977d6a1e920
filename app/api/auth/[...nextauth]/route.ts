import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/accounts/session";
import { clientNetwork } from "@/lib/platform/client-address";
import { Problem, problemResponse, tooManyRequests } from "@/lib/platform/http";
import { newId } from "@/lib/platform/id";
import { takeFrom } from "@/lib/platform/rate-limit";
import { readText } from "@/lib/platform/upload";

type Context = { params: Promise<{ nextauth: string[] }> };

/** A name, a password and two tokens. next-auth itself would take a body of any size into memory. */
const BODY_BYTES_MAX = 8_192;

const MINUTE_MS = 60_000;
/** Signing in takes four requests. Each is work, some for the service that readers come from; all in a network count together. */
const LIMIT = { name: "auth", max: 240, windowMs: MINUTE_MS };

/** What is used of next-auth. The rest is not there: its own pages, and lines that browsers would write into our log. */
const USED = new Map([
  ["callback", ["GET", "POST"]],
  ["csrf", ["GET"]],
  ["error", ["GET"]],
  ["providers", ["GET"]],
  ["session", ["GET"]],
  ["signin", ["GET", "POST"]],
  ["signout", ["POST"]],
]);

async function withSmallBody(request: NextRequest): Promise<NextRequest> {
  if (request.method !== "POST") return request;
  const body = await readText(request, BODY_BYTES_MAX);
  if (/json/i.test(request.headers.get("content-type") ?? "")) {
    try {
      JSON.parse(body);
    } catch {
      throw new Problem(400, "malformed", "This is not JSON.");
    }
  }
  return new NextRequest(request.url, { method: "POST", headers: request.headers, body });
}

/** next-auth's own endpoints. Built per request: the secret is not there at build time. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  try {
    const [endpoint = ""] = (await context.params).nextauth;
    if (!USED.get(endpoint)?.includes(request.method)) throw new Problem(404, "not_found", "There is no such address.");
    const verdict = await takeFrom(LIMIT, clientNetwork(request.headers));
    if (!verdict.allowed) throw tooManyRequests(verdict.retryAfterSeconds);
    const bounded = await withSmallBody(request);
    return await NextAuth(authOptions())(bounded, context);
  } catch (error) {
    if (error instanceof Problem) return problemResponse(error, newId());
    throw error;
  }
}

/** Anybody: this is where a visitor becomes somebody. It stands outside of the gate, which next-auth does not know. */
const visit = Object.assign(handler, { access: "public" as const });

export { visit as GET, visit as POST };
