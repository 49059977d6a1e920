"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { askForResetAction } from "@/lib/accounts/passwords/actions";
import { askForResetInput } from "@/lib/accounts/passwords/schema";
import { FormProblem } from "./form-problem";
import { useSubmit } from "./use-submit";

/** Asks where the letter is to go. What it says then is the same whether or not somebody has that address. */
export function ForgotPasswordForm() {
  const [askedFor, setAskedFor] = useState<string | null>(null);
  const { form, submit, problems, isPending } = useSubmit({
    input: askForResetInput,
    send: askForResetAction,
    onDone: (_, sent) => setAskedFor(String(new FormData(sent).get("email"))),
  });
  if (askedFor !== null) {
    return (
      <Notice tone="success" role="status" title="Look into your letters">
        <p>
          If an account has confirmed <span className="break-all font-semibold">{askedFor}</span> as its address, a
          letter with a link is on its way there. The link works for an hour. Nothing came? Look among the unwanted
          letters.
        </p>
      </Notice>
    );
  }
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid gap-5">
      <FormProblem text={problems.form} />
      <Field
        label="E-mail address"
        name="email"
        required
        error={problems.email}
        hint="The one that you confirmed here."
      >
        {(control) => <Input {...control} type="email" autoComplete="email" enterKeyHint="send" />}
      </Field>
      <Button type="submit" size="lg" block loading={isPending}>
        Send the letter
      </Button>
    </form>
  );
}
