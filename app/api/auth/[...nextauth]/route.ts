import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/accounts/session";
import { Problem, problemResponse } from "@/lib/platform/http";
import { newId } from "@/lib/platform/id";
import { readText } from "@/lib/platform/upload";

type Context = { params: Promise<{ nextauth: string[] }> };

/** A name, a password and two tokens. next-auth itself would take a body of any size into memory. */
const BODY_BYTES_MAX = 8_192;

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

/** next-auth's own endpoints: csrf, callback, session, signout. Built per request: the secret is not there at build time. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  try {
    // Whatever a browser reports of its own troubles would go into our log, from anybody.
    if ((await context.params).nextauth[0] === "_log") throw new Problem(404, "not_found", "There is no such address.");
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
