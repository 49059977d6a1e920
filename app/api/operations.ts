import * as addresses from "@/lib/accounts/addresses/operations";
import * as audit from "@/lib/accounts/audit/operations";
import * as consents from "@/lib/accounts/consents/operations";
import * as erasure from "@/lib/accounts/erasure/operations";
import * as invitations from "@/lib/accounts/invitations/operations";
import * as keys from "@/lib/accounts/keys/operations";
import * as identities from "@/lib/accounts/oidc/operations";
import { type Operation, operation } from "@/lib/accounts/operation";
import * as passkeys from "@/lib/accounts/passkeys/operations";
import * as passwords from "@/lib/accounts/passwords/operations";
import * as people from "@/lib/accounts/people/operations";
import * as secondFactor from "@/lib/accounts/second-factor/operations";
import * as sessions from "@/lib/accounts/sessions/operations";
import * as tokens from "@/lib/accounts/tokens/operations";
import * as catalog from "@/lib/catalog/operations";
import * as provenance from "@/lib/catalog/provenance/operations";
import * as checking from "@/lib/copies/checking/operations";
import * as joining from "@/lib/copies/household/operations";
import * as copies from "@/lib/copies/operations";
import * as owned from "@/lib/copies/owned/operations";
import * as places from "@/lib/copies/places/operations";
import * as choice from "@/lib/covers/choice/operations";
import * as covers from "@/lib/covers/operations";
import * as ownPictures from "@/lib/covers/own/operations";
import * as duplicates from "@/lib/duplicates/operations";
import * as households from "@/lib/households/operations";
import * as identify from "@/lib/identify/operations";
import * as merging from "@/lib/library/joining/operations";
import * as lots from "@/lib/library/lots/operations";
import * as library from "@/lib/library/operations";
import * as ordering from "@/lib/library/ordering/operations";
import * as sharing from "@/lib/library/sharing/operations";
import * as smart from "@/lib/library/smart/operations";
import * as health from "@/lib/ops/health/operations";
import * as incidents from "@/lib/ops/incidents/operations";
import * as ops from "@/lib/ops/operations";
import { etagOf, hasAlready } from "@/lib/platform/api/etag";
import { describeApi } from "@/lib/platform/api/openapi";
import { env } from "@/lib/platform/env";
import * as privacy from "@/lib/privacy/operations";
import * as figures from "@/lib/reading/figures/operations";
import * as goals from "@/lib/reading/goals/operations";
import * as statuses from "@/lib/reading/lots/operations";
import * as reading from "@/lib/reading/operations";
import * as quotes from "@/lib/reading/quotes/operations";
import * as scanning from "@/lib/scanning/operations";
import * as relays from "@/lib/scanning/relays/operations";
import * as feedback from "@/lib/scans/feedback/operations";
import * as moderation from "@/lib/scans/moderation/operations";
import * as scans from "@/lib/scans/operations";
import * as ownScans from "@/lib/scans/own/operations";
import * as pending from "@/lib/scans/pending/operations";
import * as search from "@/lib/search/operations";
import * as shelf from "@/lib/shelf/operations";
import * as tags from "@/lib/tags/operations";
import * as transfers from "@/lib/transfers/operations";
import { version } from "../../package.json";

/** What the operations of each module are about. */
const TAGS = {
  accounts: "Signing in, the people with accounts, their keys and sessions.",
  api: "What this API is made of.",
  catalog: "Books and their editions.",
  copies: "The copies that a household has of books, and where they stand.",
  covers: "Pictures of covers.",
  duplicates: "Books that are in the catalogue twice.",
  households: "Who shares a library.",
  identify: "Knowing a book by its cover or barcode.",
  library: "Collections of books.",
  ops: "Keeping the site going: health, queues, logs, incidents.",
  privacy: "What is kept about a reader.",
  reading: "What one reads, has read and says of it.",
  scanning: "What is done with each scanned book.",
  scans: "What was scanned, and books that were asked for.",
  search: "Finding books by words.",
  shelf: "All books of a reader, wherever they stand.",
  tags: "Words that a reader sorts books by.",
  transfers: "Bringing a library from elsewhere, and taking it along.",
  webhooks: "Telling other programs what happens here.",
};

let document: string | undefined;

/** The OpenAPI document of all operations, as text; the same for the life of the process. */
export function openApiDocument(): string {
  document ??= JSON.stringify(describeApi(OPERATIONS, { site: env().web.appUrl, version, tags: TAGS }));
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

const MODULES = [
  ...[passwords, addresses, sessions, passkeys, secondFactor, identities, invitations, consents, erasure],
  ...[keys, tokens, people, search, identify, covers, choice, ownPictures],
  ...[catalog, provenance, duplicates, library, ordering, sharing, smart, lots, merging, shelf, tags],
  ...[owned, copies, places, checking, households, joining],
  ...[scans, feedback, pending, moderation, ownScans, scanning, relays, transfers, privacy, health],
  ...[ops, incidents, audit],
  ...[reading, statuses, quotes, goals, figures],
];

/** Every operation of the REST API: what is not here is not there. */
export const OPERATIONS: Operation[] = [
  readDocument,
  ...MODULES.flatMap((module): Operation[] => Object.values(module)),
];
