import { createHash, randomBytes } from "node:crypto";

const SECRET_BYTES = 32;

/** A secret that nobody guesses; it stands in the link alone. */
export const newLinkSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");

/**
 * What is kept of a secret. Plain SHA-256 is enough for 32 random bytes: there is no dictionary of them to go through, and
 * whoever reads the table has no link.
 */
export const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
