"use client";

import Link from "next/link";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { signInInput } from "@/lib/accounts/schema";
import { CodeStep } from "./code-step";
import { FormProblem } from "./form-problem";
import { accountHref } from "./next-path";
import { OtherWays } from "./other-ways";
import { PasswordInput } from "./password-input";
import { leaveFor, type SignInFailure, saySignInProblem, startSession } from "./start-session";

type SignInFormProps = {
  /** Where it leads. */
  next: string;
  canSignUp: boolean;
  canUsePasskeys: boolean;
  serviceName?: string;
  /** Why the way over the service led back here. */
  refusal?: string;
};

/** Name and password, then the code where the account has a second factor; below, the other ways in. */
export function SignInForm({ next, canSignUp, canUsePasskeys, serviceName, refusal }: SignInFormProps) {
  const [known, setKnown] = useState<{ username: string; password: string } | null>(null);
  const [missing, setMissing] = useState<{ username?: string; password?: string }>({});
  const [problem, setProblem] = useState<SignInFailure | null>(null);
  const [isPending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const parsed = signInInput.safeParse(Object.fromEntries(new FormData(event.currentTarget)));
    const { username = "", password = "" } = parsed.success ? parsed.data : {};
    const fields = new Set(parsed.success ? [] : parsed.error.issues.map((issue) => issue.path[0]));
    setMissing({
      username: fields.has("username") ? "Type your username or e-mail address." : undefined,
      password: fields.has("password") ? "Type your password." : undefined,
    });
    setProblem(null);
    if (!parsed.success) return focusOn(fields.has("username") ? "username" : "password");

    setPending(true);
    const failure = await startSession(username, password);
    if (!failure) return leaveFor(next);
    setPending(false);
    if (failure === "code_needed") return setKnown({ username, password });
    setProblem(failure);
    if (failure === "wrong_credentials") focusOn("password");
  }

  function focusOn(name: string) {
    const control = form.current?.elements.namedItem(name);
    if (control instanceof HTMLInputElement) control.focus();
  }

  if (known) {
    const send = (code: string) => startSession(known.username, known.password, code);
    return <CodeStep next={next} send={send} onBack={() => setKnown(null)} />;
  }
  const said = problem ? saySignInProblem(problem) : refusal;
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid gap-5">
      <FormProblem text={said} />
      <Field label="Username or e-mail" name="username" required error={missing.username}>
        {(control) => (
          <Input
            {...control}
            // The browser offers passkeys in this field, see OtherWays.
            autoComplete={canUsePasskeys ? "username webauthn" : "username"}
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="next"
          />
        )}
      </Field>
      <Field label="Password" name="password" required error={missing.password}>
        {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="go" />}
      </Field>
      <Button type="submit" size="lg" block loading={isPending}>
        Sign in
      </Button>
      <OtherWays next={next} canUsePasskeys={canUsePasskeys} serviceName={serviceName} onProblem={setProblem} />
      {canSignUp && (
        <p className="text-center text-muted">
          New here?{" "}
          <Link href={accountHref("sign-up", next)} className="rounded-sm font-semibold text-primary underline">
            Create an account
          </Link>
        </p>
      )}
    </form>
  );
}
