"use client";

import { useId, useState } from "react";
import { useSubmit } from "@/components/accounts/use-submit";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field, type FieldControl } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { createInvitationAction } from "@/lib/accounts/invitations/actions";
import { createInvitationInput, INVITATION_DAYS, INVITED_ROLES } from "@/lib/accounts/invitations/schema";
import { ROLES } from "./people-list";

const DAYS: Record<number, string> = { 1: "a day", 7: "a week", 30: "a month" };

/** Makes an invitation and shows its link, which is nowhere else and never shown again. Rendered while it is open. */
export function InvitationDialog({ onClose }: { onClose: () => void }) {
  const [url, setUrl] = useState<string | null>(null);
  const formId = useId();
  const { form, submit, problems, isPending } = useSubmit({
    input: createInvitationInput,
    send: createInvitationAction,
    onDone: (made) => setUrl(made.url),
  });

  if (url !== null) {
    return (
      <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
        <DialogContent
          title="The invitation is ready"
          description="Give this link to one person. It is shown this once and works once."
          footer={
            <>
              <Button variant="secondary" onClick={onClose}>
                Done
              </Button>
              <CopyButton text={url} variant="primary">
                Copy link
              </CopyButton>
            </>
          }
        >
          <Input readOnly value={url} aria-label="Link" onFocus={(event) => event.target.select()} />
        </DialogContent>
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title="Invite somebody"
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" form={formId} loading={isPending}>
              Make the link
            </Button>
          </>
        }
      >
        <form ref={form} id={formId} onSubmit={submit} noValidate className="grid gap-5">
          <Field label="For whom" name="note" hint="Only administrators see it." error={problems.note}>
            {(control) => <Input {...control} data-autofocus maxLength={100} autoComplete="off" />}
          </Field>
          <Field label="Comes as" name="role" required error={problems.role}>
            {(control) => (
              <Select {...control} defaultValue="user">
                {INVITED_ROLES.map((role) => (
                  <option key={role} value={role}>
                    {ROLES[role]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Works for" name="days" required error={problems.days}>
            {(control) => (
              <Select {...control} defaultValue={7}>
                {INVITATION_DAYS.map((days) => (
                  <option key={days} value={days}>
                    {DAYS[days]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <p role="alert" className="font-medium text-danger text-sm empty:hidden">
            {problems.form}
          </p>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function Select(props: FieldControl & { defaultValue: string | number; children: React.ReactNode }) {
  return (
    <select
      {...props}
      className="block min-h-11 w-full rounded-md border border-line-strong bg-surface px-3.5 py-2 text-base text-ink hover:border-ink"
    />
  );
}
