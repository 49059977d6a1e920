"use client";

import { type FormEvent, type ReactNode, useId, useState, useTransition } from "react";
import type { ZodType } from "zod";
import { Button } from "./button";
import { Dialog, DialogContent } from "./dialog";
import { Field } from "./field";
import { Input } from "./input";
import { GENERAL_PROBLEM, NO_CONNECTION } from "./words";

/** An answer of the server that says why not. */
export type Refused = { ok: false; reason?: string; message?: string };

/** Which field the server's reason is about; what is not named here is said below all fields. */
const FIELD_OF_REASON: Record<string, string> = { name_taken: "name" };

type FormDialogProps<Given, Answer extends { ok: true } | Refused> = {
  title: string;
  description?: ReactNode;
  submitLabel?: string;
  /** What the form says must be this. */
  schema: ZodType<Given>;
  /** The form in the shape of the schema, before it is checked. */
  read: (form: FormData) => unknown;
  send: (given: Given) => Promise<Answer>;
  onDone: (done: Extract<Answer, { ok: true }>) => void;
  onClose: () => void;
  /** A button before "Cancel": another way to end it. */
  otherWay?: ReactNode;
  /** Of the form. */
  className?: string;
  /** The fields; `errorOf` says what is wrong with one, by its name. */
  children: (errorOf: (field: string) => string | undefined) => ReactNode;
};

/** A form in a dialog, checked here and at the server: what is wrong stands at its field, or else below all. */
export function FormDialog<Given, Answer extends { ok: true } | Refused>({
  title,
  description,
  submitLabel = "Save",
  schema,
  read,
  send,
  onDone,
  onClose,
  otherWay,
  className = "grid gap-5",
  children,
}: FormDialogProps<Given, Answer>) {
  const [problem, setProblem] = useState<{ field?: string; message: string } | null>(null);
  const [isPending, startTransition] = useTransition();
  const id = useId();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // A sheet and this dialog may stand in one React tree: its form must not hear of ours.
    event.stopPropagation();
    const form = event.currentTarget;
    const parsed = schema.safeParse(read(new FormData(form)));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const field = String(issue?.path[0] ?? "");
      const control = form.elements.namedItem(field);
      const isShown = control instanceof HTMLElement && control.getAttribute("type") !== "hidden";
      return setProblem({ field: isShown ? field : undefined, message: issue?.message ?? GENERAL_PROBLEM });
    }
    setProblem(null);
    startTransition(async () => {
      try {
        const result = await send(parsed.data);
        if (result.ok) return startTransition(() => onDone(result as Extract<Answer, { ok: true }>));
        setProblem({ field: FIELD_OF_REASON[result.reason ?? ""], message: result.message ?? GENERAL_PROBLEM });
      } catch {
        setProblem({ message: NO_CONNECTION });
      }
    });
  }

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={title}
        description={description}
        footer={
          <>
            {otherWay}
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" form={id} loading={isPending}>
              {submitLabel}
            </Button>
          </>
        }
      >
        <form id={id} onSubmit={submit} noValidate className={className}>
          {children((field) => (problem?.field === field ? problem.message : undefined))}
          <p role="alert" className="font-medium text-danger text-sm empty:hidden">
            {problem && problem.field === undefined ? problem.message : null}
          </p>
        </form>
      </DialogContent>
    </Dialog>
  );
}

type NameFieldProps = {
  error?: string;
  hint?: ReactNode;
  defaultValue?: string;
  maxLength: number;
  placeholder?: string;
  onChange?: (name: string) => void;
};

/** What a thing is called: the first field of its dialog. */
export function NameField({ error, hint, onChange, ...input }: NameFieldProps) {
  return (
    <Field label="Name" name="name" required error={error} hint={hint}>
      {(control) => (
        <Input
          {...control}
          {...input}
          data-autofocus
          autoComplete="off"
          enterKeyHint="done"
          onChange={onChange && (({ target }) => onChange(target.value))}
        />
      )}
    </Field>
  );
}
