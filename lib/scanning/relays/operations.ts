import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { env } from "@/lib/platform/env";
import { qrCodeOf } from "@/lib/platform/qr-code";
import { fail } from "@/lib/platform/result";
import { awaitCodes, closeRelay, openRelay, sendCode } from "./commands";
import { relayAfter, relayBody, relayToken } from "./schema";

const ofRelay = z.object({ token: z.string().max(100) });

const closed = () => fail("relay_closed", "The page on the computer was closed. Show its code again.");

export const openRelayOperation = operation(
  {
    id: "scanning.open_relay",
    method: "POST",
    path: "/relays",
    isSecret: true,
    summary: "Open a way from a phone's camera to a page",
    description: "`url` is what the phone opens; `qr_code` is a picture of it.",
    access: "public",
    limit: { name: "relay", max: 20, windowMs: 60_000 },
    answers: { 201: z.object({ token: z.string(), url: z.string(), qrCode: z.string() }) },
  },
  async () => {
    const { token } = await openRelay();
    // Behind the #: no server ever writes it down.
    const url = `${env().web.appUrl}/#phone=${token}`;
    return { token, url, qrCode: await qrCodeOf(url) };
  },
);

export const closeRelayOperation = operation(
  {
    id: "scanning.close_relay",
    method: "DELETE",
    path: "/relays/{token}",
    isSecretAddress: true,
    summary: "Close the way from a phone to a page",
    access: "public",
    params: ofRelay,
    answers: { 204: null },
  },
  async ({ params }) => {
    const token = relayToken.safeParse(params.token);
    if (token.success) await closeRelay(token.data);
    return reply(204);
  },
);

export const awaitCodesOperation = operation(
  {
    id: "scanning.await_codes",
    method: "GET",
    path: "/relays/{token}/codes",
    isSecretAddress: true,
    summary: "Wait for what a phone sends",
    description: "What came after `after`, as soon as there is any; an empty list after twenty seconds.",
    access: "public",
    // Each question is held for a while: a page asks three in a quiet minute, and one a book.
    limit: { name: "relay-wait", max: 120, windowMs: 60_000 },
    params: ofRelay,
    query: z.object({ after: relayAfter.optional() }),
    answers: {
      200: z.object({
        codes: z.array(z.object({ id: z.string(), isbn: z.string().nullable().describe("Null: the phone is there.") })),
      }),
    },
    refusals: { relay_closed: 404 },
  },
  async ({ request, params, query }) => {
    const token = relayToken.safeParse(params.token);
    const after = relayAfter.parse(query.after);
    const codes = token.success ? await awaitCodes(token.data, after, request.signal) : null;
    return codes === null ? closed() : reply(200, { codes }, { "Cache-Control": "no-store" });
  },
);

export const sendCodeOperation = operation(
  {
    id: "scanning.send_code",
    method: "POST",
    path: "/relays/{token}/codes",
    isSecretAddress: true,
    summary: "Send a code to the page",
    access: "public",
    limit: { name: "relay-codes", max: 240, windowMs: 60_000 },
    params: ofRelay,
    body: relayBody,
    answers: { 204: null },
    refusals: { relay_closed: 404, not_an_isbn: 400 },
  },
  async ({ params, body }) => {
    const token = relayToken.safeParse(params.token);
    const sent = token.success ? await sendCode(token.data, body.isbn) : closed();
    return sent.ok ? reply(204) : sent;
  },
);
