"use client";

import Link from "next/link";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { signInInput } from "@/lib/accounts/schema";
import { accountHref } from "./next-path";
import { PasswordInput } from "./password-input";
import { leaveFor, type SignInProblem, startSession } from "./start-session";

const PROBLEMS: Record<SignInProblem, string> = {
  wrong_credentials: "No account has this name and password. Check both; capital letters count in the password.",
  too_many_requests: "Too many tries. Please wait ten minutes and try again.",
  no_connection: "There is no connection to the site. Please try again.",
};

/** Name and password. `next` is where it leads. */
export function SignInForm({ next, canSignUp }: { next: string; canSignUp: boolean }) {
  const [missing, setMissing] = useState<{ username?: string; password?: string }>({});
  const [problem, setProblem] = useState<SignInProblem | null>(null);
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
    setProblem(failure);
    if (failure === "wrong_credentials") focusOn("password");
  }

  function focusOn(name: string) {
    const control = form.current?.elements.namedItem(name);
    if (control instanceof HTMLInputElement) control.focus();
  }

  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid gap-5">
      {problem && (
        <Notice tone="danger" role="alert">
          {PROBLEMS[problem]}
        </Notice>
      )}
      <Field label="Username or e-mail" name="username" required error={missing.username}>
        {(control) => (
          <Input {...control} autoComplete="username" autoCapitalize="none" spellCheck={false} enterKeyHint="next" />
        )}
      </Field>
      <Field label="Password" name="password" required error={missing.password}>
        {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="go" />}
      </Field>
      <Button type="submit" size="lg" block loading={isPending}>
        Sign in
      </Button>
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
