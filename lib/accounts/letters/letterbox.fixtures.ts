import { readFile } from "node:fs/promises";
import { asc, eq } from "drizzle-orm";
import { db } from "@/db/client";
import { letters } from "@/db/schema/accounts";
import { outbox } from "@/db/schema/events";
import { env } from "@/lib/platform/env";
import { letterAskedFor } from "../events";
import { sendLetter } from "./commands";

/** What quoted-printable makes of lines that are long or not ASCII, undone. */
const decoded = (eml: string) =>
  eml
    .replace(/=\r?\n/g, "")
    .replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString("utf8"));

/** Sends every letter that an event asks for, as the worker does, and answers with those to an address, as they were written. */
export async function deliverTo(address: string): Promise<string[]> {
  const asked = await db
    .select()
    .from(outbox)
    .where(eq(outbox.name, letterAskedFor.name))
    .orderBy(asc(outbox.occurredAt));
  const sent: string[] = [];
  for (const { payload } of asked) {
    const { letterId } = letterAskedFor.payload.parse(payload);
    const [letter] = await db.select({ address: letters.address }).from(letters).where(eq(letters.id, letterId));
    const result = await sendLetter(letterId);
    if (result.ok && letter?.address === address) sent.push(await readLetter(letterId));
  }
  await db.delete(outbox).where(eq(outbox.name, letterAskedFor.name));
  return sent;
}

const readLetter = async (id: string) => decoded(await readFile(`${env().dataDir}/mail/${id}.eml`, "utf8"));

/** The secret of the link in a letter. */
export function secretIn(letter: string | undefined): string {
  const [, secret] = /\?secret=([\w-]{43})\b/.exec(letter ?? "") ?? [];
  if (!secret) throw new Error("the letter has no link");
  return secret;
}
