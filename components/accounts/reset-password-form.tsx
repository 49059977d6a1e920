"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Notice } from "@/components/ui/notice";
import { resetPasswordAction } from "@/lib/accounts/passwords/actions";
import { resetPasswordInput } from "@/lib/accounts/passwords/schema";
import { FormProblem } from "./form-problem";
import { NewPasswordField, UsernameForManagers } from "./new-password-field";
import { useSubmit } from "./use-submit";

/** Chooses a new password by the link of a letter. Nobody is signed in by it: the new password is tried at once. */
export function ResetPasswordForm({ secret, username }: { secret: string; username: string }) {
  const [isDone, setDone] = useState(false);
  const { form, submit, problems, isPending } = useSubmit({
    input: resetPasswordInput,
    given: { secret },
    send: resetPasswordAction,
    fieldOf: (reason) => (reason === "password_weak" ? "password" : undefined),
    onDone: () => setDone(true),
  });
  if (isDone) {
    return (
      <div className="grid gap-5">
        <Notice tone="success" role="status" title="Your new password is set">
          Every device was signed out.
        </Notice>
        <ButtonLink href="/sign-in" size="lg" block>
          Sign in
        </ButtonLink>
      </div>
    );
  }
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid gap-5">
      <FormProblem text={problems.form} />
      <UsernameForManagers username={username} />
      <NewPasswordField label="New password" error={problems.password} />
      <Button type="submit" size="lg" block loading={isPending}>
        Set the password
      </Button>
    </form>
  );
}
