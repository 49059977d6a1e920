import { z } from "zod";
import { linkSecret } from "../links/schema";
import { addressOfAccount, newPassword, typedPassword } from "../schema";

/** `present` is missing where the account has no password yet. */
export const changePasswordInput = z.object({ present: typedPassword.optional(), password: newPassword });

/** `oldHash` is what the present password was compared with; null for a first one. */
export type PasswordChange = { password: string; oldHash: string | null; sessionId: string | null };

export const askForResetInput = z.object({ email: addressOfAccount });
export type AskForResetInput = z.output<typeof askForResetInput>;

export const resetPasswordInput = z.object({ secret: linkSecret, password: newPassword });
export type ResetPasswordInput = z.output<typeof resetPasswordInput>;
