"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Moment } from "@/components/ui/moment";
import { tell } from "@/components/ui/tell";
import { toast } from "@/components/ui/toast";
import { removePasskeyAction, renamePasskeyAction } from "@/lib/accounts/passkeys/actions";
import { type PasskeySummary, renamePasskeyInput } from "@/lib/accounts/passkeys/schema";
import { NewPasskeyButton } from "./new-passkey-button";
import { useFocusTurn } from "./open-form";
import { SecuritySection } from "./security-section";
import { useSubmit } from "./use-submit";

/** The reader's passkeys, and adding one. */
export function PasskeySection({ passkeys }: { passkeys: PasskeySummary[] }) {
  const router = useRouter();
  function added() {
    toast({ message: "Your passkey is there" });
    router.refresh();
  }
  return (
    <SecuritySection
      id="passkeys"
      title="Passkeys"
      lead="Sign in by a fingerprint, a face or a PIN of your device. Nobody can steal one by a letter or a false page."
    >
      {passkeys.length > 0 && (
        <ul className="mb-4 grid grid-cols-1 divide-y divide-line border-line border-y">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="py-3">
              <PasskeyRow passkey={passkey} />
            </li>
          ))}
        </ul>
      )}
      <NewPasskeyButton variant="secondary" onDone={added} />
    </SecuritySection>
  );
}

function PasskeyRow({ passkey }: { passkey: PasskeySummary }) {
  const { id, name, addedAt, lastUsedAt, isSynced } = passkey;
  const [isRenaming, setRenaming] = useState(false);
  const { button, place } = useFocusTurn(isRenaming);
  const [isPending, startTransition] = useTransition();
  const remove = () =>
    startTransition(async () => {
      await tell({ done: `${name} is removed`, work: () => removePasskeyAction({ passkeyId: id }) });
    });
  if (isRenaming) {
    return (
      <div ref={place}>
        <RenameForm passkey={passkey} onDone={() => setRenaming(false)} />
      </div>
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span id={`passkey-${id}`} className="min-w-0 break-words font-semibold">
            {name}
          </span>
          {isSynced && <Badge>On all your devices</Badge>}
        </p>
        <p className="text-muted text-sm">
          added <Moment at={addedAt} />, {lastUsedAt ? "last used " : "not used yet"}
          {lastUsedAt && <Moment at={lastUsedAt} />}
        </p>
      </div>
      <div className="flex flex-wrap gap-x-2">
        <Button ref={button} variant="ghost" aria-describedby={`passkey-${id}`} onClick={() => setRenaming(true)}>
          Rename
        </Button>
        <Button variant="danger-ghost" aria-describedby={`passkey-${id}`} loading={isPending} onClick={remove}>
          Remove
        </Button>
      </div>
    </div>
  );
}

function RenameForm({ passkey, onDone }: { passkey: PasskeySummary; onDone: () => void }) {
  const { form, submit, problems, isPending } = useSubmit({
    input: renamePasskeyInput,
    given: { passkeyId: passkey.id },
    send: renamePasskeyAction,
    onDone,
  });
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid max-w-md gap-3">
      <Field label="Name" name="name" required error={problems.name ?? problems.form}>
        {(control) => <Input {...control} defaultValue={passkey.name} maxLength={60} enterKeyHint="done" />}
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" loading={isPending}>
          Save name
        </Button>
        <Button variant="secondary" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
