"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NO_CONNECTION } from "@/components/ui/words";
import { comparePairAction } from "@/lib/duplicates/actions";

/** Puts any two books side by side that nothing has found. */
export function CompareForm() {
  const router = useRouter();
  const [problem, setProblem] = useState<string>();
  const [isBusy, startTransition] = useTransition();

  function compare(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    startTransition(async () => {
      try {
        const result = await comparePairAction({ one: String(given.get("one")), other: String(given.get("other")) });
        if (result.ok) router.push(`/admin/duplicates/${result.pairId}`);
        else setProblem(result.message ?? "This did not work. Please try again.");
      } catch {
        setProblem(NO_CONNECTION);
      }
    });
  }

  return (
    <details className="mb-6 rounded-lg border border-line bg-surface">
      <summary className="cursor-pointer px-4 py-3 font-semibold">Put two other books side by side</summary>
      <form onSubmit={compare} className="grid gap-4 px-4 pb-4 sm:grid-cols-[1fr_1fr_auto] sm:items-end">
        <Field label="One book" name="one" required error={problem}>
          {(control) => <Input {...control} placeholder="ISBN, or local:12" autoComplete="off" />}
        </Field>
        <Field label="The other book" name="other" required>
          {(control) => <Input {...control} placeholder="ISBN, or local:12" autoComplete="off" />}
        </Field>
        <Button type="submit" variant="secondary" loading={isBusy}>
          Compare
        </Button>
      </form>
    </details>
  );
}
