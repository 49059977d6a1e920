import { z } from "zod";
import { linkSecret } from "../links/schema";
import { addressOfAccount, typedPassword } from "../schema";

/** `password` is missing where the account has none. */
export const changeAddressInput = z.object({ email: addressOfAccount, password: typedPassword.optional() });

export const confirmAddressInput = z.object({ secret: linkSecret });
export type ConfirmAddressInput = z.output<typeof confirmAddressInput>;

/** The e-mail address of an account, as its owner sees it. */
export type AddressState = {
  /** What the account has; null for none. */
  address: string | null;
  isConfirmed: boolean;
  /** What a letter was sent to and waits to be confirmed; also an address that the account is to change to. */
  waiting: string | null;
};
