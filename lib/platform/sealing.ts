import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { derivedKey } from "./derived-key";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Stands before each sealed text, so that another way of sealing can come one day beside this one. */
const VERSION = "1";

/** What is sealed, and whose it is: a text opens under the same two only, so a row's secret is of no use in another row. */
export type Seal = { purpose: string; owner: string };

/** A key for one purpose alone: whoever learns one learns nothing of the others, nor of AUTH_SECRET. */
const keyOf = (purpose: string) => derivedKey(`sealing ${purpose}`);

/** Encrypts a text for the database (AES-256-GCM): whoever has only a dump of it cannot read it, and a change shows. */
export function seal({ purpose, owner }: Seal, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(purpose), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${sealed.toString("base64url")}`;
}

/** The text again; undefined for what was changed, belongs to another owner or was sealed with another AUTH_SECRET. */
export function unseal({ purpose, owner }: Seal, sealed: string): string | undefined {
  const [version, body = ""] = sealed.split(".");
  const bytes = Buffer.from(body, "base64url");
  if (version !== VERSION || bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(CIPHER, keyOf(purpose), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch {
    return undefined;
  }
}
