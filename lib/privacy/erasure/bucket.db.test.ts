import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildBook, buildScan, buildUser } from "@/db/factories";
import { requestErasure } from "@/lib/accounts/erasure/commands";
import type { Actor } from "@/lib/accounts/schema";
import { keepOwnPhoto } from "@/lib/covers/choice/commands";
import { getCoverChoice } from "@/lib/covers/choice/queries";
import { readCoverFile } from "@/lib/covers/queries";
import { COVER_SIZES } from "@/lib/covers/schema";
import { newPicture } from "@/lib/covers/vectors/covers.fixtures";
import { env } from "@/lib/platform/env";
import { S3_BUCKET, S3_KEYS, startS3Server } from "@/lib/platform/s3-server.fixtures";
import { giveFeedback } from "@/lib/scans/feedback/commands";
import { giveFeedbackInput } from "@/lib/scans/feedback/schema";
import { makeExport, requestExport } from "../exports/commands";
import { eraseDueAccounts } from "./commands";

let server: Awaited<ReturnType<typeof startS3Server>>;
beforeAll(async () => {
  server = await startS3Server();
  // Before anything is stored: from then on a process keeps to its place.
  env().storage = {
    s3: { endpoint: server.endpoint, publicEndpoint: undefined, region: "us-east-1", bucket: S3_BUCKET, ...S3_KEYS },
  };
});
afterAll(() => server.stop());

const photo = async () =>
  sharp(await newPicture())
    .resize({ width: 700 })
    .jpeg()
    .toBuffer();

async function bring(actor: Actor): Promise<void> {
  const [book, scanned] = [await buildBook(), await buildBook()];
  await keepOwnPhoto(actor, book.id, await photo(), [
    [0.1, 0.1],
    [0.9, 0.1],
    [0.9, 0.9],
    [0.1, 0.9],
  ]);
  const [spare] = (await getCoverChoice(book.id)).spare;
  for (const size of COVER_SIZES) await readCoverFile(spare?.sha256 ?? "", size);
  const { requestId } = await buildScan({ bookId: scanned.id, userId: actor.id });
  await giveFeedback(actor, giveFeedbackInput.parse({ requestId, verdict: "confirmed" }), await photo());
}

it("takes a person's pictures out of a bucket, in all sizes, and leaves those of others", async () => {
  const [actor, other] = [await buildUser(), await buildUser()];
  await bring(other);
  const theirs = [...server.files.keys()].toSorted();
  await bring(actor);
  // The picture, two smaller ones, and the photo of the scan.
  expect(server.files.size - theirs.length).toBe(4);
  const requested = await requestExport(actor);
  if (!requested.ok) throw new Error(requested.reason);
  expect(await makeExport(requested.exportId)).toMatchObject({ ok: true });
  // Copies lie beside the site, not with the service.
  expect(server.files.size - theirs.length).toBe(4);
  expect(await readdir(`${env().dataDir}/exports`)).toHaveLength(1);

  expect(await requestErasure(actor, null)).toMatchObject({ ok: true });
  expect(await eraseDueAccounts(new Date(Date.now() + 8 * 24 * 60 * 60_000))).toBe(1);
  expect([...server.files.keys()].toSorted()).toEqual(theirs);
  expect(await readdir(`${env().dataDir}/exports`)).toEqual([]);
  expect(existsSync(`${env().dataDir}/scans`)).toBe(false);
});
