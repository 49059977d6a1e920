"use client";

import { useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { toast } from "@/components/ui/toast";
import { changeAddressAction, keepAddressAction } from "@/lib/accounts/addresses/actions";
import { type AddressState, changeAddressInput } from "@/lib/accounts/addresses/schema";
import { OpenForm } from "./open-form";
import { PasswordInput } from "./password-input";
import { SectionForm } from "./section-form";
import { SecuritySection } from "./security-section";
import { useSubmit } from "./use-submit";

type AddressSectionProps = { state: AddressState; hasPassword: boolean; canMail: boolean };

const FIELDS: Record<string, string> = {
  ...{ password_needed: "password", wrong_password: "password" },
  ...{ email_taken: "email", same_address: "email" },
};

/** The e-mail address, how it stands, and changing it. */
export function AddressSection({ state, hasPassword, canMail }: AddressSectionProps) {
  const { address, isConfirmed, waiting } = state;
  const shown = address ?? waiting;
  return (
    <SecuritySection
      id="email"
      title="E-mail address"
      lead={
        canMail
          ? "You can sign in with it, and a forgotten password is replaced by a letter to it."
          : "You can sign in with it. This site sends no letters."
      }
    >
      <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 break-all font-semibold">{shown ?? "None"}</span>
        {isConfirmed && <Badge tone="success">Confirmed</Badge>}
        {shown && !isConfirmed && canMail && <Badge tone="beam">Not confirmed</Badge>}
      </p>
      {waiting && waiting !== shown && <WaitingAddress waiting={waiting} />}
      <OpenForm label={shown ? "Change address" : "Add an address"}>
        {(close) => <AddressForm hasPassword={hasPassword} onDone={close} />}
      </OpenForm>
    </SecuritySection>
  );
}

/** An address that takes the place of the present one when its letter is answered. */
function WaitingAddress({ waiting }: { waiting: string }) {
  const [isPending, startTransition] = useTransition();
  const keep = () =>
    startTransition(async () => {
      await tell({ done: "Your address stays as it is", work: () => keepAddressAction({}) });
    });
  return (
    <div className="mb-4 grid justify-items-start gap-3">
      <p className="text-muted">
        <span className="break-all">{waiting}</span> takes its place once you open the link in the letter there.
      </p>
      <Button variant="ghost" loading={isPending} onClick={keep}>
        Keep the present one
      </Button>
    </div>
  );
}

function AddressForm({ hasPassword, onDone }: { hasPassword: boolean; onDone: () => void }) {
  const state = useSubmit({
    input: changeAddressInput,
    send: changeAddressAction,
    fieldOf: (reason) => FIELDS[reason],
    onDone: ({ waiting }) => {
      toast({ message: waiting ? `We wrote to ${waiting}: please open the link in it` : "Your address is saved" });
      onDone();
    },
  });
  return (
    <SectionForm state={state} label="Save address" onCancel={onDone}>
      <Field label="New e-mail address" name="email" required error={state.problems.email}>
        {(control) => <Input {...control} type="email" autoComplete="email" enterKeyHint="next" />}
      </Field>
      {hasPassword && (
        <Field label="Your password" name="password" required error={state.problems.password}>
          {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="go" />}
        </Field>
      )}
    </SectionForm>
  );
}
