"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { createKeyAction } from "@/lib/accounts/keys/actions";
import { createKeyInput, EXPIRY_CHOICES, KEY_NAME_LENGTH_MAX, SCOPES, type Scope } from "@/lib/accounts/keys/schema";
import { PasswordInput } from "./password-input";
import { useSubmit } from "./use-submit";

/** What a key is called, what it may do and how long; then the key itself, once. Rendered while it is open. */
export function NewKeyDialog({ scopes, onClose }: { scopes: Scope[]; onClose: () => void }) {
  const [made, setMade] = useState<string | null>(null);
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      {made === null ? (
        <KeyForm scopes={scopes} onMade={setMade} onClose={onClose} />
      ) : (
        <MadeKey text={made} onClose={onClose} />
      )}
    </Dialog>
  );
}

function KeyForm({ scopes, onMade, onClose }: { scopes: Scope[]; onMade: (key: string) => void; onClose: () => void }) {
  const [asksPassword, setAsksPassword] = useState(false);
  const formId = useId();
  const { form, submit, problems, isPending } = useSubmit({
    input: createKeyInput,
    read: readFields,
    send: async (input) => {
      const result = await createKeyAction(input);
      if (!result.ok && result.reason === "password_needed") setAsksPassword(true);
      return result;
    },
    fieldOf: (reason) => FIELDS[reason],
    onDone: ({ key }) => onMade(key),
  });

  return (
    <DialogContent
      title="New API key"
      footer={
        <>
          <Button variant="secondary" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" form={formId} loading={isPending}>
            Make the key
          </Button>
        </>
      }
    >
      <form id={formId} ref={form} onSubmit={submit} method="post" noValidate className="grid gap-5">
        <Field
          label="Name"
          name="name"
          required
          error={problems.name}
          hint="What uses it: “Home server”, “Shelf script”."
        >
          {(control) => (
            <Input {...control} data-autofocus maxLength={KEY_NAME_LENGTH_MAX} autoComplete="off" enterKeyHint="next" />
          )}
        </Field>
        <ScopeChoice scopes={scopes} problem={problems.scopes} />
        <Field label="Ends" name="expires" required>
          {(control) => (
            <select
              {...control}
              defaultValue="365"
              className="block min-h-11 w-full rounded-md border border-line-strong bg-surface px-3.5 py-2 text-base text-ink hover:border-ink"
            >
              {EXPIRY_CHOICES.map((days) => (
                <option key={days} value={days ?? "never"}>
                  {sayExpiry(days)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {asksPassword && (
          <Field label="Your password" name="password" required error={problems.password}>
            {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="done" />}
          </Field>
        )}
        <p role="alert" className="font-medium text-danger text-sm empty:hidden">
          {problems.form}
        </p>
      </form>
    </DialogContent>
  );
}

const FIELDS: Record<string, string> = { password_needed: "password", wrong_password: "password" };

function readFields(fields: FormData) {
  const { expires, ...typed } = Object.fromEntries(fields);
  return { ...typed, scopes: fields.getAll("scopes"), expiresInDays: expires === "never" ? null : Number(expires) };
}

const sayExpiry = (days: (typeof EXPIRY_CHOICES)[number]): string => {
  if (days === null) return "Never: until you revoke it";
  return days === 365 ? "In a year" : `In ${days} days`;
};

function ScopeChoice({ scopes, problem }: { scopes: Scope[]; problem: string | undefined }) {
  const problemId = useId();
  return (
    <fieldset aria-describedby={problem ? problemId : undefined}>
      <legend className="mb-1 font-semibold text-sm">It may</legend>
      {scopes.map((scope) => (
        <label key={scope} className="flex min-h-11 items-start gap-3 rounded-md px-2 py-2.5 hover:bg-well">
          <input type="checkbox" name="scopes" value={scope} className="mt-0.5 size-5 shrink-0 accent-primary" />
          <span>
            {SCOPES[scope].says} <span className="font-mono text-muted text-sm">{scope}</span>
          </span>
        </label>
      ))}
      <p id={problemId} aria-live="polite" className="font-medium text-danger text-sm empty:hidden">
        {problem}
      </p>
    </fieldset>
  );
}

function MadeKey({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <DialogContent title="Your new key" footer={<Button onClick={onClose}>I have kept it</Button>}>
      <Notice tone="warning" title="It is shown only now">
        Keep it where the program finds it and nobody else does. Whoever has it can do what you allowed it.
      </Notice>
      <p className="mt-4 select-all break-all rounded-md bg-well px-3.5 py-3 font-mono text-sm">{text}</p>
      <p className="mt-3">
        <CopyButton text={text} />
      </p>
    </DialogContent>
  );
}
