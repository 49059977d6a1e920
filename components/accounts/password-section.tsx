"use client";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { toast } from "@/components/ui/toast";
import { changePasswordAction } from "@/lib/accounts/passwords/actions";
import { changePasswordInput } from "@/lib/accounts/passwords/schema";
import { NewPasswordField, UsernameForManagers } from "./new-password-field";
import { OpenForm } from "./open-form";
import { PasswordInput } from "./password-input";
import { SecuritySection } from "./security-section";
import { useSubmit } from "./use-submit";

const FIELDS: Record<string, string> = { wrong_password: "present", password_weak: "password" };

/** Changing the password, or choosing a first one. */
export function PasswordSection({ username, hasPassword }: { username: string; hasPassword: boolean }) {
  return (
    <SecuritySection
      id="password"
      title="Password"
      lead={
        hasPassword
          ? "Changing it signs every other device out."
          : "You sign in without one. With one you can still come in when the other way is closed."
      }
    >
      <OpenForm label={hasPassword ? "Change password" : "Choose a password"}>
        {(close) => <PasswordForm username={username} hasPassword={hasPassword} onDone={close} />}
      </OpenForm>
    </SecuritySection>
  );
}

type PasswordFormProps = { username: string; hasPassword: boolean; onDone: () => void };

function PasswordForm({ username, hasPassword, onDone }: PasswordFormProps) {
  const { form, submit, problems, isPending } = useSubmit({
    input: changePasswordInput,
    send: changePasswordAction,
    fieldOf: (reason) => (hasPassword || reason !== "wrong_password" ? FIELDS[reason] : undefined),
    onDone: ({ ended }) => {
      toast({
        message: ended === 0 ? "Your password is changed" : "Your password is changed, other devices signed out",
      });
      onDone();
    },
  });
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid max-w-md gap-5">
      {problems.form && (
        <Notice tone="danger" role="alert">
          {problems.form}
        </Notice>
      )}
      <UsernameForManagers username={username} />
      {hasPassword && (
        <Field label="Present password" name="present" required error={problems.present}>
          {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="next" />}
        </Field>
      )}
      <NewPasswordField label="New password" error={problems.password} />
      <div className="flex flex-wrap gap-3">
        <Button type="submit" loading={isPending}>
          {hasPassword ? "Change password" : "Save password"}
        </Button>
        <Button variant="secondary" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
