"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { CodeField } from "./code-field";
import { FormProblem } from "./form-problem";
import { UsernameForManagers } from "./new-password-field";
import { accountHref } from "./next-path";
import { PasswordInput } from "./password-input";
import { finishSession, leaveFor, type SignInFailure, saySignInProblem } from "./start-session";

type LastStepFormProps = {
  next: string;
  serviceName: string;
  step: { username: string; wantsPassword: boolean; wantsCode: boolean };
};

/** What is still to come after the service has said who somebody is: the account's code, or its password to link the two. */
export function LastStepForm({ next, serviceName, step }: LastStepFormProps) {
  const { username, wantsPassword, wantsCode } = step;
  const [problem, setProblem] = useState<SignInFailure | null>(null);
  const [isPending, setPending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setProblem(null);
    setPending(true);
    const password = String(form.get("password") ?? "");
    const failure = await finishSession({ password, code: String(form.get("code") ?? "").trim() });
    if (!failure) return leaveFor(next);
    setPending(false);
    setProblem(failure);
  }

  return (
    <form onSubmit={submit} method="post" noValidate className="grid gap-5">
      <FormProblem text={problem && wordsOf(problem)} />
      {wantsPassword ? (
        <p>
          The account <strong className="break-words">{username}</strong> has the address that {serviceName} knows you
          by. If it is yours, type its password: from then on you can sign in to it with {serviceName}.
        </p>
      ) : (
        <p>
          Your account <strong className="break-words">{username}</strong> asks for a second factor.
        </p>
      )}
      {wantsPassword && (
        <>
          <UsernameForManagers username={username} />
          <Field label="Password" name="password" required>
            {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="go" />}
          </Field>
        </>
      )}
      {wantsCode && <CodeField />}
      <Button type="submit" size="lg" block loading={isPending}>
        {wantsPassword ? "Link and sign in" : "Sign in"}
      </Button>
      <p className="text-center text-muted">
        Not you?{" "}
        <Link href={accountHref("sign-in", next)} className="rounded-sm font-semibold text-primary underline">
          Sign in another way
        </Link>
      </p>
    </form>
  );
}

function wordsOf(problem: SignInFailure): string {
  return problem === "wrong_credentials" ? "This is not the password of this account." : saySignInProblem(problem);
}
