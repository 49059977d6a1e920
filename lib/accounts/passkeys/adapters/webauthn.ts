import "server-only";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import type { NewPasskeyAnswer, PasskeyAnswer } from "../schema";

/** The site, as `relyingPartyOf` says it. */
type Site = { id: string; origin: string };

export type Credential = {
  id: string;
  /** COSE, in base64url. */
  publicKey: string;
  counter: number;
  transports: string[];
};

/** Whether this challenge is one that we gave out for this and that nobody has used; asked once. */
type Challenge = (challenge: string) => Promise<boolean>;

/** A question that a browser cannot have been asked by us, or an answer that does not fit it. */
export class PasskeyRefused extends Error {
  override name = "PasskeyRefused" as const;
}

async function refusing<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    throw new PasskeyRefused("the answer of the authenticator was refused", { cause });
  }
}

type Owner = { username: string; userHandle: string };

/** What a browser is asked to make a passkey: one that is found without a name, and asks for a finger, a face or a PIN. */
export const askForNewPasskey = (site: Site, owner: Owner, known: Credential[]) =>
  generateRegistrationOptions({
    rpName: "Ridizi",
    rpID: site.id,
    userName: owner.username,
    userID: Uint8Array.from(Buffer.from(owner.userHandle, "base64url")),
    // Which make it is does not matter here, and asking would tell the site more than it needs.
    attestationType: "none",
    excludeCredentials: known.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });

/** The credential that was made. Throws PasskeyRefused for anything that is not the answer to one of our questions. */
export async function readNewPasskey(site: Site, answer: NewPasskeyAnswer, challenge: Challenge) {
  const { verified, registrationInfo } = await refusing(() =>
    verifyRegistrationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
    }),
  );
  if (!verified) throw new PasskeyRefused("not verified");
  const { id, publicKey, counter } = registrationInfo.credential;
  const credential: Credential = {
    id,
    publicKey: Buffer.from(publicKey).toString("base64url"),
    counter,
    transports: answer.response.transports ?? [],
  };
  return { credential, isSynced: registrationInfo.credentialDeviceType === "multiDevice" };
}

/** What a browser is asked to sign in: by any passkey of this site, whoever's it is. */
export const askForPasskey = (site: Site) =>
  generateAuthenticationOptions({ rpID: site.id, userVerification: "required", allowCredentials: [] });

/** The counter after a right answer. Throws PasskeyRefused for a wrong one. */
export async function checkPasskey(
  site: Site,
  answer: PasskeyAnswer,
  { credential, challenge }: { credential: Credential; challenge: Challenge },
): Promise<number> {
  const { verified, authenticationInfo } = await refusing(() =>
    verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.id,
      requireUserVerification: true,
      credential: {
        id: credential.id,
        publicKey: Uint8Array.from(Buffer.from(credential.publicKey, "base64url")),
        counter: credential.counter,
        transports: credential.transports,
      },
    }),
  );
  if (!verified) throw new PasskeyRefused("the signature is not right");
  return authenticationInfo.newCounter;
}
