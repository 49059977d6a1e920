"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { createCollectionAction } from "@/lib/library/actions";
import type { Collection } from "@/lib/library/schema";

type NewCollectionFormProps = { onCreated: (collection: Collection) => void; onCancel: () => void };

/** Names a collection in passing; icon and all else can be changed on its page. */
export function NewCollectionForm({ onCreated, onCancel }: NewCollectionFormProps) {
  const [problem, setProblem] = useState<string>();
  const [isPending, startTransition] = useTransition();

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "");
    startTransition(async () => {
      const result = await createCollectionAction({ name });
      if (result.ok) onCreated(result.collection);
      else setProblem(result.message ?? "That did not work. Please try again.");
    });
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-2.5 rounded-md bg-well p-3">
      <Field label="Name of the new collection" name="name" required error={problem}>
        {(control) => <Input {...control} autoFocus maxLength={100} autoComplete="off" />}
      </Field>
      <div className="flex gap-2.5">
        <Button type="submit" size="sm" loading={isPending}>
          Create and add
        </Button>
        <Button variant="ghost" size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
