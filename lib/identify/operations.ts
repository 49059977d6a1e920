import "server-only";
import { z } from "zod";
import { operation, reply } from "@/lib/accounts/operation";
import { refuseOtherName } from "@/lib/accounts/route";
import { bookDetailAnswer, toBookDetailAnswer } from "@/lib/catalog/answers/schema";
import { env } from "@/lib/platform/env";
import { Problem } from "@/lib/platform/http";
import { pendingAnswer, toPendingAnswer } from "@/lib/scans/pending/schema";
import { identifyCover, identifyIsbn } from "./commands";
import { matchAnswer, toMatchAnswer } from "./schema";

export const matchCoverOperation = operation(
  {
    id: "identify.match_cover",
    method: "POST",
    path: "/match",
    summary: "Recognise a book by a photo of its cover",
    description:
      "`score` is a distance: lower is better. `status` says how sure the answer is; of an `unknown` one nothing is named but look-alikes. The photo is not kept.",
    access: "public",
    scope: "scans:write",
    limit: { name: "match", max: 60, windowMs: 60_000 },
    isWatched: true,
    upload: { field: "image", bytesMax: () => env().upload.maxBytes },
    body: z.object({ username: z.string().max(200).optional().describe("One's own name, or nothing.") }),
    answers: { 200: matchAnswer },
    // 503 where the same picture will do in a moment, 413 where a smaller one would, 422 for one that cannot be read, 415 for
    // what is no photo.
    refusals: {
      not_ready: 503,
      too_many_pixels: 413,
      too_small: 422,
      broken: 422,
      not_a_picture: 415,
      heic: 415,
      svg: 415,
      animated: 415,
      not_your_name: 403,
    },
  },
  async ({ actor, requestId, file, body }) => {
    refuseOtherName(actor, body.username);
    const result = await identifyCover({ actor, requestId }, file);
    return result.ok ? toMatchAnswer(result.answer, actor?.username ?? null) : result;
  },
);

/** What is neither text nor number says nothing: a scanner that sends it hears that no ISBN came. */
const loose = z.union([z.string(), z.number()]).transform(String).catch("");

const asker = { username: z.string().nullable(), requestId: z.string() };
const foundAnswer = z.object({
  status: z.literal("match"),
  filename: z.string(),
  year: z.int().nullable(),
  ...bookDetailAnswer.shape,
  ...asker,
});
const askedAnswer = z.object({
  status: z.literal("pending"),
  isbn: z.string(),
  isbn13: z.string(),
  ...pendingAnswer.pick({ id: true, statusUrl: true, reason: true, stucked: true }).shape,
  ...asker,
});

export const findIsbnOperation = operation(
  {
    id: "identify.find_isbn",
    method: "POST",
    path: "/barcode",
    summary: "Find a book by its ISBN",
    description:
      "200 for a book of the catalogue; 202 for one that it does not know yet and is looked for: `status_url` says how that stands. The fields may come as JSON, as a form or in the query.",
    access: "public",
    scope: "scans:write",
    limit: { name: "barcode", max: 240, windowMs: 60_000 },
    isLoose: true,
    body: z.object({
      isbn: loose.describe("As a scanner reads it, or as people write it."),
      username: loose.describe("One's own name, or nothing."),
      collectionId: loose.describe("Where a book that has to be looked for is to come."),
    }),
    answers: { 200: foundAnswer, 202: askedAnswer },
    refusals: { empty: 400, not_an_isbn: 400, wrong_check_digit: 400, not_a_book: 400, not_your_name: 403 },
  },
  async ({ actor, requestId, body }) => {
    refuseOtherName(actor, body.username);
    const result = await identifyIsbn({ actor, requestId }, body.isbn, Number(body.collectionId) || undefined);
    if (!result.ok) throw new Problem(400, result.reason, result.message ?? "This is not an ISBN.");
    const common = { username: actor?.username ?? null, requestId };
    if (result.status === "match") {
      const { book } = result;
      return { status: "match", filename: book.coverFile, year: book.year, ...toBookDetailAnswer(book), ...common };
    }
    const { isbn10, isbn13, pending } = result;
    const asked = toPendingAnswer(pending);
    return reply(
      202,
      { ...asked, status: "pending", isbn: isbn10 ?? isbn13, isbn13, ...common },
      {
        Location: asked.statusUrl,
      },
    );
  },
);
