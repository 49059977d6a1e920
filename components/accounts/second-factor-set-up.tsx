"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { confirmSecondFactorAction, startSecondFactorAction } from "@/lib/accounts/second-factor/actions";
import { codeInput, type SecondFactorSetUp as SetUp } from "@/lib/accounts/second-factor/schema";
import { OwnerButton } from "./owner-button";
import { RecoveryCodes } from "./recovery-codes";
import { SectionForm } from "./section-form";
import { useSubmit } from "./use-submit";

/** Setting a second factor up: the picture for the app, a first code of it, and the recovery codes. */
export function SecondFactorSetUp({ onDone }: { onDone: () => void }) {
  const [setUp, setSetUp] = useState<SetUp | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);

  if (codes) return <RecoveryCodes codes={codes} onKept={onDone} />;
  if (setUp) return <FirstCodeForm setUp={setUp} onCodes={setCodes} onCancel={() => setSetUp(null)} />;
  return (
    <OwnerButton send={startSecondFactorAction} onDone={setSetUp}>
      Set up an authenticator app
    </OwnerButton>
  );
}

type FirstCodeFormProps = { setUp: SetUp; onCodes: (codes: string[]) => void; onCancel: () => void };

function FirstCodeForm({ setUp, onCodes, onCancel }: FirstCodeFormProps) {
  const state = useSubmit({
    input: codeInput,
    send: confirmSecondFactorAction,
    fieldOf: (reason) => (reason === "wrong_code" ? "code" : undefined),
    onDone: ({ recoveryCodes }) => onCodes(recoveryCodes),
  });
  return (
    <SectionForm state={state} label="Switch it on" onCancel={onCancel}>
      <p>Scan this with an authenticator app (Aegis, 2FAS, Google Authenticator, your password manager …).</p>
      {/* Next's own <Image> would want to fetch it; this one is here already. */}
      {/* biome-ignore lint/performance/noImgElement: a data address */}
      <img
        src={setUp.qrCode}
        alt="QR code for your authenticator app"
        width={208}
        height={208}
        className="size-52 rounded-md border border-line bg-white"
      />
      <p className="text-sm">
        On this device itself?{" "}
        <a href={setUp.address} className="inline-flex min-h-11 items-center rounded-sm text-primary underline">
          Open the app
        </a>
        , or type this key there:{" "}
        <code className="break-all font-mono">{setUp.secret.replace(/.{4}(?=.)/g, "$& ")}</code>
      </p>
      <Field
        label="Code"
        name="code"
        required
        error={state.problems.code}
        hint="The six digits that the app shows now."
      >
        {(control) => (
          <Input
            {...control}
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={10}
            enterKeyHint="go"
            className="font-mono tracking-wider"
          />
        )}
      </Field>
    </SectionForm>
  );
}
