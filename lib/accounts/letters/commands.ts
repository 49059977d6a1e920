import "server-only";
import { and, eq, gt, inArray, isNotNull, lt, ne } from "drizzle-orm";
import { db, type Tx } from "@/db/client";
import { letters, users } from "@/db/schema/accounts";
import { recordEvent } from "@/lib/events/commands";
import { env } from "@/lib/platform/env";
import { newId } from "@/lib/platform/id";
import { isMailConfigured, sendMail } from "@/lib/platform/mail";
import { MailRefused } from "@/lib/platform/mail-error";
import { fail, ok } from "@/lib/platform/result";
import { letterAskedFor } from "../events";
import { hashOfSecret, newLinkSecret } from "../links/rules";
import { getLetter, getOwnerOf } from "./queries";
import { LIFETIMES_MS, layOut, linkPageOf, wordsOf } from "./rules";
import { type LetterKind, LINK_KINDS, type LinkKind } from "./schema";

type Asked = {
  kind: LetterKind;
  address: string;
  /** Null: the worker looks whose address it is, so that asking takes as long for one that is nobody's. */
  userId: number | null;
};

/**
 * Asks for a letter in the caller's transaction; the worker writes and sends it. Of letters with a link only the last one
 * of an account counts.
 */
export async function askForLetter(tx: Tx, { kind, address, userId }: Asked, now = new Date()): Promise<void> {
  if (userId !== null && linkPageOf(kind)) await dropLinks(tx, userId, kind);
  const id = newId();
  const expiresAt = new Date(now.getTime() + LIFETIMES_MS[kind]);
  await tx.insert(letters).values({ id, kind, address, userId, askedAt: now, expiresAt });
  await recordEvent(tx, letterAskedFor, { letterId: id });
}

/** Tells an account's owner what was done to it, where there is an address that is surely the owner's. */
export async function tellOwner(
  tx: Tx,
  userId: number,
  kind: Exclude<LetterKind, LinkKind | "address_changed">,
): Promise<void> {
  if (!isMailConfigured()) return;
  const [owner] = await tx
    .select({ address: users.email })
    .from(users)
    .where(and(eq(users.id, userId), isNotNull(users.emailVerifiedAt)));
  if (owner?.address) await askForLetter(tx, { kind, userId, address: owner.address });
}

/** Makes the links of a kind worthless that letters to this account have. */
export async function dropLinks(tx: Tx, userId: number, kind: LetterKind, exceptId?: string): Promise<void> {
  const others = exceptId === undefined ? undefined : ne(letters.id, exceptId);
  await tx.delete(letters).where(and(eq(letters.userId, userId), eq(letters.kind, kind), others));
}

/** Makes every link worthless that letters to this account have: not only its owner may have asked for them. */
export async function dropAllLinks(tx: Tx, userId: number): Promise<void> {
  await tx.delete(letters).where(and(eq(letters.userId, userId), inArray(letters.kind, [...LINK_KINDS])));
}

/**
 * Writes a letter and hands it to the mail server. The secret of its link is drawn here and is nowhere but in the letter;
 * a try that failed leaves none that works, since the next one draws another. Twice is once.
 */
export async function sendLetter(letterId: string, now = new Date()) {
  const letter = await getLetter(letterId);
  if (!letter || letter.expiresAt <= now) return fail("no_longer_wanted");
  if (letter.sentAt) return fail("sent_already");
  if (!isMailConfigured()) return fail("no_mail_server");
  const owner = letter.userId === null ? await findOwner(letter) : { id: letter.userId, username: letter.username };
  if (!owner?.username) return fail("nobodys_address");

  const secret = linkPageOf(letter.kind) && newLinkSecret();
  if (secret) {
    const expiresAt = new Date(now.getTime() + LIFETIMES_MS[letter.kind]);
    await db
      .update(letters)
      .set({ hash: hashOfSecret(secret), expiresAt })
      .where(eq(letters.id, letterId));
  }
  const words = wordsOf({ kind: letter.kind, siteUrl: env().web.appUrl, username: owner.username, secret });
  try {
    await sendMail({ id: letterId, to: letter.address, ...layOut(words) });
  } catch (error) {
    if (error instanceof MailRefused) return fail("refused_by_mail_server");
    throw error;
  }
  await db.update(letters).set({ sentAt: now }).where(eq(letters.id, letterId));
  return ok();
}

/** Whose the address is that a letter was asked for by; where it is nobody's, nothing of it is kept. */
async function findOwner({ id, kind, address }: { id: string; kind: LetterKind; address: string }) {
  const owner = await getOwnerOf(address);
  if (!owner) await db.delete(letters).where(eq(letters.id, id));
  else
    await db.transaction(async (tx) => {
      await dropLinks(tx, owner.id, kind, id);
      await tx.update(letters).set({ userId: owner.id }).where(eq(letters.id, id));
    });
  return owner;
}

/** Uses a link up, in the caller's transaction: of two at the same time one gets the letter, the other undefined. */
export async function takeLink(tx: Tx, kind: LinkKind, secret: string, now: Date) {
  const [letter] = await tx
    .select({ id: letters.id, userId: letters.userId, address: letters.address })
    .from(letters)
    .where(and(eq(letters.hash, hashOfSecret(secret)), eq(letters.kind, kind), gt(letters.expiresAt, now)))
    .limit(1);
  if (!letter || letter.userId === null) return undefined;
  const [{ affectedRows }] = await tx.delete(letters).where(eq(letters.id, letter.id));
  return affectedRows === 1 ? { userId: letter.userId, address: letter.address } : undefined;
}

/** Takes away what is left of letters that nobody can use any more, and the addresses in them. */
export async function clearLetters(now: Date): Promise<number> {
  const [{ affectedRows }] = await db.delete(letters).where(lt(letters.expiresAt, now));
  return affectedRows;
}
