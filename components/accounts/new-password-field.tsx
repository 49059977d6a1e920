"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { PASSWORD_LENGTH_MIN } from "@/lib/accounts/schema";
import { PasswordInput } from "./password-input";

/** A password that is chosen, with what is asked of it. */
export function NewPasswordField({ label, error }: { label: string; error?: string }) {
  const [length, setLength] = useState(0);
  return (
    <Field label={label} name="password" required error={error} hint={<PasswordHint length={length} />}>
      {(control) => (
        <PasswordInput
          {...control}
          autoComplete="new-password"
          enterKeyHint="go"
          onChange={(event) => setLength(event.target.value.length)}
        />
      )}
    </Field>
  );
}

export function PasswordHint({ length }: { length: number }) {
  if (length >= PASSWORD_LENGTH_MIN) return "Long enough.";
  return `At least ${PASSWORD_LENGTH_MIN} characters; a few words together are easy to keep in mind.`;
}

/** For password managers, which save a password with the name that they find beside it. */
export function UsernameForManagers({ username }: { username: string }) {
  return <input type="text" autoComplete="username" defaultValue={username} readOnly hidden />;
}
