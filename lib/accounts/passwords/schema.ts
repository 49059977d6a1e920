import { z } from "zod";
import { linkSecret } from "../links/schema";
import { addressOfAccount, newPassword, typedPassword } from "../schema";

/** `present` is missing where the account has no password yet. */
export const changePasswordInput = z.object({ present: typedPassword.optional(), password: newPassword });
export type ChangePasswordInput = z.output<typeof changePasswordInput>;

export const askForResetInput = z.object({ email: addressOfAccount });
export type AskForResetInput = z.output<typeof askForResetInput>;

export const resetPasswordInput = z.object({ secret: linkSecret, password: newPassword });
export type ResetPasswordInput = z.output<typeof resetPasswordInput>;

/** By what an account's owner is known to be at the keyboard, and not who found a device unlocked. */
export type Proof = { password: string | undefined; sessionId: string | null };
