"use client";

import { Field } from "@/components/ui/field";
import { toast } from "@/components/ui/toast";
import { changePasswordAction } from "@/lib/accounts/passwords/actions";
import { changePasswordInput } from "@/lib/accounts/passwords/schema";
import { NewPasswordField, UsernameForManagers } from "./new-password-field";
import { OpenForm } from "./open-form";
import { PasswordInput } from "./password-input";
import { SectionForm } from "./section-form";
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
  const state = useSubmit({
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
    <SectionForm state={state} label={hasPassword ? "Change password" : "Save password"} onCancel={onDone}>
      <UsernameForManagers username={username} />
      {hasPassword && (
        <Field label="Present password" name="present" required error={state.problems.present}>
          {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="next" />}
        </Field>
      )}
      <NewPasswordField label="New password" error={state.problems.password} />
    </SectionForm>
  );
}
