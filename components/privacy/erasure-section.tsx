"use client";

import { useState } from "react";
import { useFocusTurn } from "@/components/accounts/open-form";
import { PasswordInput } from "@/components/accounts/password-input";
import { SecuritySection } from "@/components/accounts/security-section";
import { leaveFor } from "@/components/accounts/start-session";
import { useSubmit } from "@/components/accounts/use-submit";
import { forgetScans } from "@/components/scanner/memory/forget-scans";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { requestErasureAction } from "@/lib/accounts/erasure/actions";
import { requestErasureInput } from "@/lib/accounts/erasure/schema";

const FIELDS: Record<string, string> = { wrong_password: "password", password_needed: "password" };

type ErasureSectionProps = { hasPassword: boolean; graceDays: number };

/** Deleting the account: what goes, what stays, and how long there is to think again. */
export function ErasureSection({ hasPassword, graceDays }: ErasureSectionProps) {
  const [isOpen, setOpen] = useState(false);
  const { button, place } = useFocusTurn(isOpen);
  return (
    <SecuritySection id="delete" title="Delete your account" lead={sayGrace(graceDays)}>
      {isOpen ? (
        <div ref={place}>
          <ErasureForm hasPassword={hasPassword} onClose={() => setOpen(false)} />
        </div>
      ) : (
        <Button ref={button} variant="danger-ghost" className="-ml-4" onClick={() => setOpen(true)}>
          Delete my account
        </Button>
      )}
    </SecuritySection>
  );
}

const sayGrace = (days: number): string =>
  days === 0
    ? "At once and for good: with everything that is yours."
    : `With everything that is yours. For ${days === 1 ? "a day" : `${days} days`} you can sign in and keep it after all; until then other readers see nothing of it but covers of yours that stand for books, without your name.`;

function ErasureForm({ hasPassword, onClose }: { hasPassword: boolean; onClose: () => void }) {
  const { form, submit, problems, isPending } = useSubmit({
    input: requestErasureInput,
    send: requestErasureAction,
    fieldOf: (reason) => (hasPassword ? FIELDS[reason] : undefined),
    onDone: () => {
      forgetScans();
      leaveFor("/leaving");
    },
  });
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid max-w-md gap-5">
      {problems.form && (
        <Notice tone="danger" role="alert">
          {problems.form}
        </Notice>
      )}
      <ul className="grid list-disc gap-1.5 pl-5 text-sm">
        <li>
          Your collections, what you read and said of books, your history, your feedback, photos and pictures are
          deleted.
        </li>
        <li>What you did for the catalogue stays, without your name.</li>
        <li>You are signed out everywhere else at once.</li>
        <li>A copy of your data that waits for you is deleted too. Fetch it first.</li>
      </ul>
      {hasPassword && (
        <Field label="Your password" name="password" required error={problems.password}>
          {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="done" />}
        </Field>
      )}
      <div className="flex flex-wrap gap-3">
        <Button variant="secondary" onClick={onClose}>
          Keep it
        </Button>
        <Button type="submit" variant="danger" loading={isPending}>
          Delete my account
        </Button>
      </div>
    </form>
  );
}
