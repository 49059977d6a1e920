"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

type CodeFieldProps = { label?: string; error?: string; autoFocus?: boolean };

/** The six digits of an app, or, for who has not got it at hand, a recovery code: `code` in the form. */
export function CodeField({ label = "Code", error, autoFocus }: CodeFieldProps) {
  const [isRecovery, setRecovery] = useState(false);
  return (
    <div className="grid justify-items-start gap-1">
      <Field
        label={isRecovery ? "Recovery code" : label}
        name="code"
        required
        error={error}
        className="w-full"
        hint={
          isRecovery
            ? "One of the ten that you kept when you set the second factor up; each works once."
            : "The six digits that your authenticator app shows now."
        }
      >
        {(control) => (
          <Input
            {...control}
            key={isRecovery ? "recovery" : "digits"}
            // The step has just taken the place of the form that had the focus.
            autoFocus={autoFocus || isRecovery}
            autoComplete="one-time-code"
            inputMode={isRecovery ? "text" : "numeric"}
            autoCapitalize={isRecovery ? "characters" : "none"}
            spellCheck={false}
            maxLength={60}
            enterKeyHint="go"
            className="font-mono tracking-wider"
          />
        )}
      </Field>
      <button
        type="button"
        onClick={() => setRecovery(!isRecovery)}
        className="inline-flex min-h-11 items-center rounded-sm text-primary text-sm underline"
      >
        {isRecovery ? "Use the app instead" : "Use a recovery code instead"}
      </button>
    </div>
  );
}
