import "server-only";
import { clientAddress, networkOf } from "@/lib/platform/client-address";
import { derivedKey } from "@/lib/platform/derived-key";
import { newId } from "@/lib/platform/id";
import { isMailConfigured } from "@/lib/platform/mail";
import { type Count, forget, giveBack, type Limit, takeFrom, takeFromAll } from "@/lib/platform/rate-limit";
import { ok, tooManyTries } from "@/lib/platform/result";
import { verifySignIn } from "../commands";
import { addressKey, LETTERS_TO_ADDRESS } from "../letters/rules";
import { getCredentials } from "../queries";
import type { Actor, SignInInput } from "../schema";
import { listAddresses } from "../sessions/queries";
import { noteFailedSignIn } from "../signals/commands";
import {
  BY_ADDRESS,
  BY_SOURCE,
  BY_STRANGERS,
  CONFIRM_LINKS,
  DEVICE_COOKIE,
  knownDevice,
  LETTERS_OF_ACCOUNT,
  nameOfNobody,
  RESET_LINKS,
  RESETS,
  SIGN_UP,
  withKnownAccount,
} from "./rules";
import type { Attempt, Source } from "./schema";

/** What a request says of where it comes from. */
export function sourceOf(headers: Headers): Source {
  const cookie = new RegExp(`(?:^|;\\s*)${DEVICE_COOKIE}=([^;]*)`).exec(headers.get("cookie") ?? "")?.[1];
  return { address: clientAddress(headers), deviceCookie: cookie };
}

/**
 * Says who signs in with a name and a password, in a browser or over the API: the one way to a session that begins with a
 * password. A right one ends the pauses that slips from here have brought about.
 */
export async function attemptSignIn(input: SignInInput, source: Source) {
  const begun = await beginAttempt(input.username, source);
  if (!begun.ok) return begun;
  const known = await verifySignIn(input);
  if (!known.ok) {
    void noteFailedSignIn(networkOf(source.address), begun.attempt.name);
    return known;
  }
  await clearAttempts(begun.attempt);
  return known;
}

/** Counts somebody who wants an account, and the letter that goes out for it, in a browser and over the API together. */
export async function beginSignUp(email: string | undefined, { address }: Source) {
  const counts: Count[] = [{ limit: SIGN_UP, who: networkOf(address) }];
  if (email && isMailConfigured()) counts.push({ limit: LETTERS_TO_ADDRESS, who: addressKey(email) });
  const verdict = await takeFromAll(counts);
  return verdict.allowed ? ok() : tooManyTries(verdict);
}

/** The same of somebody who asks for a letter to choose a new password. */
export async function beginReset(email: string, { address }: Source) {
  const from = await takeFrom(RESETS, networkOf(address));
  if (!from.allowed) return tooManyTries(from);
  const to = await takeFrom(LETTERS_TO_ADDRESS, addressKey(email));
  return to.allowed ? ok() : tooManyTries(to);
}

/** Counts a letter that an account has sent to an address of its own. */
export async function beginLetter({ id }: Pick<Actor, "id">, email: string) {
  const verdict = await takeFromAll([
    { limit: LETTERS_OF_ACCOUNT, who: `user-${id}` },
    { limit: LETTERS_TO_ADDRESS, who: addressKey(email) },
  ]);
  return verdict.allowed ? ok() : tooManyTries(verdict);
}

/** Counts a link of a letter that somebody brings. */
export const beginResetLink = (source: Source) => countLink(RESET_LINKS, source);
export const beginConfirmLink = (source: Source) => countLink(CONFIRM_LINKS, source);

async function countLink(limit: Limit, { address }: Source) {
  const verdict = await takeFrom(limit, networkOf(address));
  return verdict.allowed ? ok() : tooManyTries(verdict);
}

/**
 * Counts a try at an account's password before it is looked at, so that a hundred at once are no way around; who came too
 * soon hears for how long to wait. A name that nobody has is counted like an account: the limits tell nothing.
 */
async function beginAttempt(login: string, source: Source) {
  const account = await getCredentials(login);
  // Asked for an account that is not there, too, or the time would tell.
  const addresses = await listAddresses(account?.id ?? 0, new Date());
  const network = networkOf(source.address);
  const name = account ? `account-${account.id}` : nameOfNobody(login);
  const device = account && knownDevice(source.deviceCookie, account.id, deviceKey());
  const isKnownNetwork = addresses.some((address) => networkOf(address) === network);
  return take(name, { network, device, isKnownNetwork });
}

/** The same for somebody who is signed in and proves to be still the same. */
export const beginProof = (actor: Actor, source: Source) =>
  take(`account-${actor.id}`, { network: networkOf(source.address), device: undefined, isKnownNetwork: true });

type From = { network: string; device: string | undefined; isKnownNetwork: boolean };

/**
 * Whom a try counts against. A browser that knows the account counts by itself alone, so that neither a guesser far away
 * nor one behind the same router keeps its owner out; an address from which the account is signed in counts by itself;
 * everybody else also counts together.
 */
async function take(name: string, { network, device, isKnownNetwork }: From) {
  const who = device === undefined ? `${name}@${network}` : `${name}@device-${device}`;
  const counts: Count[] = [{ limit: BY_SOURCE, who }];
  if (device === undefined) counts.push({ limit: BY_ADDRESS, who: network });
  if (device === undefined && !isKnownNetwork) counts.push({ limit: BY_STRANGERS, who: name });
  const verdict = await takeFromAll(counts);
  return verdict.allowed ? ok({ attempt: { hit: verdict.hit, who, name } satisfies Attempt }) : tooManyTries(verdict);
}

/** The owner is in: the slips from here are forgotten too. */
export async function clearAttempts({ hit, who }: Attempt): Promise<void> {
  await giveBack(hit);
  await forget(BY_SOURCE, who);
}

/** The cookie by which a browser is known from now on as one in which the account was signed in to. */
export const deviceCookieFor = (userId: number, { deviceCookie }: Source): string =>
  withKnownAccount(deviceCookie, userId, deviceKey(), newId());

const deviceKey = () => derivedKey("known devices");
