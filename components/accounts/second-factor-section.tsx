"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Moment } from "@/components/ui/moment";
import { toast } from "@/components/ui/toast";
import { renewRecoveryCodesAction, switchOffSecondFactorAction } from "@/lib/accounts/second-factor/actions";
import { codeInput, type SecondFactorStatus, switchOffInput } from "@/lib/accounts/second-factor/schema";
import { CodeField } from "./code-field";
import { UsernameForManagers } from "./new-password-field";
import { PasswordInput } from "./password-input";
import { RecoveryCodes } from "./recovery-codes";
import { SecondFactorSetUp } from "./second-factor-set-up";
import { SectionForm } from "./section-form";
import { SecuritySection } from "./security-section";
import { useSubmit } from "./use-submit";

/** Few enough to make new ones. */
const CODES_LEFT_MIN = 3;

type SecondFactorSectionProps = { status: SecondFactorStatus; username: string; hasPassword: boolean };

/** The second factor: how it stands, setting it up, new recovery codes, and switching it off. */
export function SecondFactorSection({ status, username, hasPassword }: SecondFactorSectionProps) {
  const router = useRouter();
  return (
    <SecuritySection
      id="second-factor"
      title="Second factor"
      lead="With it, your password alone opens nothing: a code of your phone comes with it."
    >
      {status.onSince ? (
        <WhileOn status={status} onSince={status.onSince} username={username} hasPassword={hasPassword} />
      ) : (
        <SecondFactorSetUp onDone={() => router.refresh()} />
      )}
    </SecuritySection>
  );
}

type WhileOnProps = SecondFactorSectionProps & { onSince: Date };

function WhileOn({ status, onSince, username, hasPassword }: WhileOnProps) {
  const [open, setOpen] = useState<"renew" | "off" | null>(null);
  const { recoveryCodesLeft, isDemanded } = status;
  const close = () => setOpen(null);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Badge tone="success">On</Badge>
        <span>
          since <Moment at={onSince} />
        </span>
        <span className={recoveryCodesLeft < CODES_LEFT_MIN ? "font-semibold text-danger" : "text-muted"}>
          {recoveryCodesLeft === 1 ? "1 recovery code left" : `${recoveryCodesLeft} recovery codes left`}
        </span>
      </p>
      <div className="mt-4">
        {open === "renew" && <RenewForm onDone={close} />}
        {open === "off" && <SwitchOffForm username={username} hasPassword={hasPassword} onDone={close} />}
        {open === null && (
          <div className="flex flex-wrap gap-3">
            <Button variant="secondary" onClick={() => setOpen("renew")}>
              New recovery codes
            </Button>
            {!isDemanded && (
              <Button variant="danger-ghost" onClick={() => setOpen("off")}>
                Switch off
              </Button>
            )}
          </div>
        )}
      </div>
    </>
  );
}

function RenewForm({ onDone }: { onDone: () => void }) {
  const router = useRouter();
  const [codes, setCodes] = useState<string[] | null>(null);
  const state = useSubmit({
    input: codeInput,
    send: renewRecoveryCodesAction,
    fieldOf: (reason) => (reason === "wrong_code" ? "code" : undefined),
    onDone: ({ recoveryCodes }) => setCodes(recoveryCodes),
  });
  function finish() {
    onDone();
    router.refresh();
  }
  if (codes) return <RecoveryCodes codes={codes} onKept={finish} />;
  return (
    <SectionForm state={state} label="Make new codes" onCancel={onDone}>
      <p>The codes that you have will no longer work.</p>
      <CodeField error={state.problems.code} />
    </SectionForm>
  );
}

const FIELDS: Record<string, string> = {
  ...{ password_needed: "password", wrong_password: "password" },
  ...{ wrong_code: "code", code_needed: "code" },
};

type SwitchOffFormProps = { username: string; hasPassword: boolean; onDone: () => void };

function SwitchOffForm({ username, hasPassword, onDone }: SwitchOffFormProps) {
  const state = useSubmit({
    input: switchOffInput,
    send: switchOffSecondFactorAction,
    fieldOf: (reason) => FIELDS[reason],
    onDone: () => {
      toast({ message: "Your second factor is off" });
      onDone();
    },
  });
  return (
    <SectionForm state={state} label="Switch off" variant="danger" onCancel={onDone}>
      {hasPassword && (
        <>
          <UsernameForManagers username={username} />
          <Field label="Your password" name="password" required error={state.problems.password}>
            {(control) => <PasswordInput {...control} autoComplete="current-password" enterKeyHint="next" />}
          </Field>
        </>
      )}
      <CodeField error={state.problems.code} />
    </SectionForm>
  );
}
