"use client";

import type { FormEvent, ReactNode, RefObject } from "react";
import { Button } from "@/components/ui/button";
import { FormProblem } from "./form-problem";

type SectionFormProps = {
  /** What `useSubmit` answers. */
  state: {
    form: RefObject<HTMLFormElement | null>;
    submit: (event: FormEvent<HTMLFormElement>) => void;
    problems: { form?: string };
    isPending: boolean;
  };
  /** What the button says that sends it. */
  label: string;
  variant?: "primary" | "danger";
  onCancel: () => void;
  children: ReactNode;
};

/** A form inside a section: what concerns no field above, its fields, and the two ways out of it below. */
export function SectionForm({ state, label, variant, onCancel, children }: SectionFormProps) {
  const { form, submit, problems, isPending } = state;
  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid max-w-md gap-5">
      <FormProblem text={problems.form} />
      {children}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" variant={variant} loading={isPending}>
          {label}
        </Button>
        <Button variant="secondary" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
