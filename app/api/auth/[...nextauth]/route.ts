import NextAuth from "next-auth";
import { authOptions } from "@/lib/accounts/session";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own endpoints: csrf, callback, session, signout. Built per request: the secret is not there at build time. */
const handler = (request: Request, context: Context): Promise<Response> => NextAuth(authOptions())(request, context);

export { handler as GET, handler as POST };
