import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { NewPasskeyAnswer, PasskeyAnswer } from "./schema";

const PRESENT = 0x01;
const VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest();
const base64url = (data: string | Uint8Array) => Buffer.from(data).toString("base64url");

type Question = { challenge: string };

/** What an answer may say wrongly. */
type Faults = { origin?: string; rpId?: string; isUnverified?: boolean; counter?: number; challenge?: string };

/**
 * An authenticator in a few lines, as WebAuthn describes it: one key (ES256), a counter, a site's hash. It answers what it is
 * told to, so that a test can have it answer wrongly; a browser's own is what the end-to-end tests use.
 */
export class Authenticator {
  readonly id = base64url(randomBytes(32));
  private readonly privateKey: KeyObject;
  private readonly publicKey: Buffer;
  private userHandle: string | undefined;
  counter = 0;

  constructor(private readonly site: { rpId: string; origin: string }) {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Uint8Array.from(Buffer.from(x, "base64url"))],
      [-3, Uint8Array.from(Buffer.from(y, "base64url"))],
    ]);
    this.privateKey = privateKey;
    this.publicKey = Buffer.from(isoCBOR.encode(key));
  }

  /** Makes the passkey that was asked for. */
  create(options: Question & { user: { id: string } }, faults: Faults = {}): NewPasskeyAnswer {
    this.userHandle = options.user.id;
    const credentialId = Buffer.from(this.id, "base64url");
    const length = Buffer.alloc(2);
    length.writeUInt16BE(credentialId.length);
    const authData = Buffer.concat([
      this.authData(HAS_CREDENTIAL, faults),
      Buffer.alloc(16),
      length,
      credentialId,
      this.publicKey,
    ]);
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ["fmt", "none"],
      ["attStmt", new Map<string, string>()],
      ["authData", Uint8Array.from(authData)],
    ]);
    const clientDataJSON = this.clientData("webauthn.create", options, faults);
    const response = { clientDataJSON, attestationObject: base64url(isoCBOR.encode(attestation)) };
    return { ...this.envelope(), response: { ...response, transports: ["internal"] } };
  }

  /** Answers a question for signing in. */
  sign(options: Question, faults: Faults = {}): PasskeyAnswer {
    const authData = this.authData(0, faults);
    const clientDataJSON = this.clientData("webauthn.get", options, faults);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const signature = createSign("sha256").update(signed).sign(this.privateKey);
    return {
      ...this.envelope(),
      response: {
        ...{ clientDataJSON, authenticatorData: base64url(authData) },
        ...{ signature: base64url(signature), userHandle: this.userHandle },
      },
    };
  }

  private envelope() {
    return { id: this.id, rawId: this.id, type: "public-key" as const, clientExtensionResults: {} };
  }

  private authData(flags: number, { rpId, isUnverified, counter }: Faults): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter ?? this.counter);
    const all = flags | PRESENT | (isUnverified ? 0 : VERIFIED);
    return Buffer.concat([sha256(rpId ?? this.site.rpId), Buffer.from([all]), count]);
  }

  private clientData(type: string, options: Question, { origin, challenge }: Faults): string {
    return base64url(
      JSON.stringify({
        type,
        challenge: challenge ?? options.challenge,
        origin: origin ?? this.site.origin,
        crossOrigin: false,
      }),
    );
  }
}
