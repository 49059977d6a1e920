import * as keys from "@/lib/accounts/keys/operations";
import { type Operation, operation } from "@/lib/accounts/operation";
import * as library from "@/lib/library/operations";
import { etagOf, hasAlready } from "@/lib/platform/api/etag";
import { describeApi } from "@/lib/platform/api/openapi";
import { env } from "@/lib/platform/env";
import { version } from "../../package.json";

let document: string | undefined;

/** The OpenAPI document of all operations, as text; the same for the life of the process. */
export function openApiDocument(): string {
  document ??= JSON.stringify(describeApi(OPERATIONS, { site: env().web.appUrl, version }));
  return document;
}

const readDocument = operation(
  {
    id: "api.read_document",
    method: "GET",
    path: "/openapi.json",
    summary: "Read this document",
    access: "public",
    answers: { 200: { type: "application/json" } },
  },
  async ({ request }) => {
    const text = openApiDocument();
    const headers = { "Content-Type": "application/json", ETag: etagOf(text), "Cache-Control": "no-cache" };
    return hasAlready(request.headers, headers.ETag)
      ? new Response(null, { status: 304, headers })
      : new Response(text, { headers });
  },
);

/** Every operation of the REST API: what is not here is not there. */
export const OPERATIONS: Operation[] = [readDocument, ...[keys, library].flatMap((module) => Object.values(module))];
