import "server-only";
import { errors, jwtVerify, SignJWT } from "jose";
import { derivedKey } from "@/lib/platform/derived-key";
import { SESSION_DAYS } from "../../sessions/rules";

const ISSUER = "ridizi";
const AUDIENCE = "ridizi-api";
/** The one way a token of ours is signed; what a token says of itself is never asked. */
const ALGORITHM = "HS256";
const LIFE_SECONDS = SESSION_DAYS.token * 24 * 60 * 60;

const key = () => derivedKey("api tokens");

export type Claims = { userId: number; sessionId: string };

/** A token that stands for a session as long as its row is there, and for seven days at most. */
export function signToken({ userId, sessionId }: Claims, issuedAt: Date): Promise<string> {
  const issuedAtSeconds = Math.floor(issuedAt.getTime() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(String(userId))
    .setJti(sessionId)
    .setIssuedAt(issuedAtSeconds)
    .setExpirationTime(issuedAtSeconds + LIFE_SECONDS)
    .sign(key());
}

/** What a token of ours says; undefined for one that is none, that was altered or that has run out. */
export async function readToken(token: string, now: Date): Promise<Claims | undefined> {
  try {
    const { payload } = await jwtVerify(token, key(), {
      algorithms: [ALGORITHM],
      typ: "JWT",
      issuer: ISSUER,
      audience: AUDIENCE,
      requiredClaims: ["sub", "jti", "iat", "exp"],
      maxTokenAge: LIFE_SECONDS,
      currentDate: now,
    });
    return { userId: Number(payload.sub), sessionId: String(payload.jti) };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}
