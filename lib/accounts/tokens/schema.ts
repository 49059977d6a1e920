import { z } from "zod";
import type { Wire } from "@/lib/platform/api/wire";
import { signInInput, signUpInput } from "../schema";

/** What `POST /auth/register` takes. A field that we do not know is refused: nobody is to believe that it had a meaning. */
export const registerInput = signUpInput.strict();
export type RegisterInput = z.output<typeof registerInput>;

/** What `POST /auth/login` takes: name or e-mail address in either field, and the code where the account has a second factor. */
export const loginInput = z
  .strictObject({
    username: signInInput.shape.username.optional(),
    email: signInInput.shape.username.optional(),
    password: signInInput.shape.password,
    code: z.string().trim().min(1).max(40).optional(),
  })
  .transform(({ username, email, ...rest }) => ({ ...rest, username: username ?? email ?? "" }))
  .refine(({ username }) => username !== "", {
    path: ["username"],
    message: "Please send a username or an e-mail address.",
  });
export type LoginInput = z.output<typeof loginInput>;

/** An account as its own program sees it. */
export const accountAnswer = z.object({
  id: z.int(),
  username: z.string(),
  role: z.enum(["user", "moderator", "admin"]),
  dateJoined: z.date(),
});

/** What both answer. */
export const tokenAnswer = z.object({ token: z.string(), expiresAt: z.date(), user: accountAnswer });
export type TokenResponse = Wire<z.output<typeof tokenAnswer>>;
