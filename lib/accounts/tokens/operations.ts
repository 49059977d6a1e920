import "server-only";
import { sourceOf } from "../attempts/commands";
import { operation, reply } from "../operation";
import { JOINING_PROBLEMS, JOINING_REFUSALS } from "../schema";
import { deviceOf } from "../sessions/rules";
import { logIn, logOut, register } from "./commands";
import { loginInput, registerInput, tokenAnswer } from "./schema";

const programOf = ({ headers }: Request) => ({
  source: sourceOf(headers),
  device: deviceOf(headers.get("user-agent")),
});

export const registerOperation = operation(
  {
    id: "accounts.register",
    method: "POST",
    path: "/auth/register",
    summary: "Open an account, and sign in",
    description:
      "`invitation` is the secret of an invitation, where the site wants one. A field that is not named here is refused.",
    access: "public",
    isForStrangers: true,
    isSecret: true,
    body: registerInput,
    answers: { 201: tokenAnswer },
    refusals: { ...JOINING_REFUSALS, second_factor_demanded: 403 },
  },
  async ({ request, body }) => {
    const opened = await register(body, programOf(request));
    if (opened.ok) return { ...opened, user: opened.account };
    return { ...opened, message: opened.message ?? JOINING_PROBLEMS[opened.reason] };
  },
);

export const logInOperation = operation(
  {
    id: "accounts.log_in",
    method: "POST",
    path: "/auth/login",
    summary: "Sign in with a name or an e-mail address and the password",
    description: "The token is good for seven days. `code` is wanted where the account has a second factor.",
    access: "public",
    // A program signs in once a week; right ones count here too. Wrong ones have limits of their own.
    limit: { name: "login", max: 30, windowMs: 10 * 60_000 },
    isForStrangers: true,
    isSecret: true,
    body: loginInput,
    answers: { 200: tokenAnswer },
    // Right passwords hear that a code is missing or wrong: whoever has none of the two hears nothing.
    refusals: {
      wrong_credentials: 401,
      code_needed: 401,
      wrong_code: 401,
      too_many_codes: 429,
      second_factor_demanded: 403,
    },
  },
  async ({ request, body }) => {
    const known = await logIn(body, programOf(request));
    if (known.ok) return { ...known, user: known.account };
    return { ...known, message: known.message ?? "No account has this name and password." };
  },
);

export const logOutOperation = operation(
  {
    id: "accounts.log_out",
    method: "POST",
    path: "/auth/logout",
    summary: "Sign out, at once",
    description: "The token or cookie that asks is worth nothing from then on.",
    access: "user",
    answers: { 204: null },
  },
  async ({ actor, session }) => {
    if (!session) throw new Error("only a session signs out");
    await logOut(actor, session.id);
    return reply(204);
  },
);
