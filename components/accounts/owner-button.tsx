"use client";

import { type ReactNode, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { proofInput } from "@/lib/accounts/proof/schema";
import { useFocusTurn } from "./open-form";
import { PasswordInput } from "./password-input";
import { SectionForm } from "./section-form";
import { isDone, type Result, useSubmit } from "./use-submit";

type Act<Done extends Result> = {
  send: (proof: { password?: string }) => Promise<Done>;
  /** Goes on with what was answered; the button waits for it. */
  onDone: (result: Extract<Done, { ok: true }>) => void | Promise<void>;
};

type OwnerButtonProps<Done extends Result> = Act<Done> & { variant?: "primary" | "secondary"; children: ReactNode };

/**
 * A button for what asks for the password unless the session is a new one: it makes way for the field when the site says so,
 * and comes back when it is done.
 */
export function OwnerButton<Done extends Result>({ variant, children, send, onDone }: OwnerButtonProps<Done>) {
  const [isAsked, setAsked] = useState(false);
  const [isPending, startTransition] = useTransition();
  const { button, place } = useFocusTurn(isAsked);

  const begin = () =>
    startTransition(async () => {
      try {
        const result = await send({});
        if (isDone(result)) await onDone(result);
        else if (result.reason === "password_needed") setAsked(true);
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });

  if (isAsked) {
    return (
      <div ref={place} className="w-full">
        <OwnerForm send={send} onDone={onDone} onClose={() => setAsked(false)} />
      </div>
    );
  }
  return (
    <Button ref={button} variant={variant} loading={isPending} onClick={begin}>
      {children}
    </Button>
  );
}

const FIELDS: Record<string, string> = { password_needed: "password", wrong_password: "password" };

/** Asks for the password that an act needs, in the place of what began it. */
export function OwnerForm<Done extends Result>({ send, onDone, onClose }: Act<Done> & { onClose: () => void }) {
  const state = useSubmit({
    input: proofInput,
    send,
    fieldOf: (reason) => FIELDS[reason],
    onDone: async (result: Extract<Done, { ok: true }>) => {
      await onDone(result);
      onClose();
    },
  });
  return (
    <SectionForm state={state} label="Go on" onCancel={onClose}>
      <Field
        label="Your password"
        name="password"
        required
        error={state.problems.password}
        hint="Once more, since you signed in a while ago."
      >
        {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="go" />}
      </Field>
    </SectionForm>
  );
}
