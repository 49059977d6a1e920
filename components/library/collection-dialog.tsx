"use client";

import { type FormEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { EmojiPicker } from "@/components/ui/emoji-picker";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { createCollectionAction, saveQueryAction, updateCollectionAction } from "@/lib/library/actions";
import { type Collection, createCollectionInput, DESCRIPTION_MAX, FIRST_COLLECTION } from "@/lib/library/schema";
import type { SavedQuery } from "@/lib/shelf/schema";

type CollectionDialogProps = {
  /** The collection to change; without one a new one is made. */
  collection?: Collection & { description: string };
  /** What the new one is to be filled by; without it, it is filled by hand. */
  query?: SavedQuery;
  submitLabel: string;
  onClose: () => void;
  onSaved: (collection: Collection) => void;
};

/** Name, icon and description of a collection. Rendered while it is open. */
export function CollectionDialog({ collection, query, submitLabel, onClose, onSaved }: CollectionDialogProps) {
  const [problem, setProblem] = useState<{ name?: string; general?: string }>({});
  const [isPending, startTransition] = useTransition();
  const form = useId();

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // The scanner's sheet and this dialog may stand in one React tree: its form must not hear of ours.
    event.stopPropagation();
    const parsed = createCollectionInput.safeParse(Object.fromEntries(new FormData(event.currentTarget)));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return setProblem(issue?.path[0] === "name" ? { name: issue.message } : { general: issue?.message });
    }
    setProblem({});
    startTransition(async () => {
      try {
        const result = collection
          ? await updateCollectionAction({ ...parsed.data, collectionId: collection.id })
          : await (query ? saveQueryAction({ ...parsed.data, query }) : createCollectionAction(parsed.data));
        if (result.ok) return startTransition(() => onSaved(result.collection));
        const message = result.message ?? GENERAL_PROBLEM;
        setProblem(result.reason === "name_taken" ? { name: message } : { general: message });
      } catch {
        setProblem({ general: NO_CONNECTION });
      }
    });
  }

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={collection ? "Name, icon and description" : "New collection"}
        description={query && "It fills itself with every book of yours that matches, now and later."}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" form={form} loading={isPending}>
              {submitLabel}
            </Button>
          </>
        }
      >
        <form id={form} onSubmit={submit} noValidate className="grid gap-5">
          <Field label="Name" name="name" required error={problem.name}>
            {(control) => (
              <Input
                {...control}
                defaultValue={collection?.name}
                data-autofocus
                maxLength={100}
                autoComplete="off"
                enterKeyHint="done"
                placeholder="To read, Cookbooks, Lent to Sam…"
              />
            )}
          </Field>
          <Field label="Description" name="description">
            {(control) => (
              <Textarea
                {...control}
                defaultValue={collection?.description}
                maxLength={DESCRIPTION_MAX}
                rows={3}
                placeholder="What belongs here, and why"
              />
            )}
          </Field>
          <EmojiPicker name="icon" defaultValue={collection?.icon ?? FIRST_COLLECTION.icon} />
          <p role="alert" className="font-medium text-danger text-sm empty:hidden">
            {problem.general}
          </p>
        </form>
      </DialogContent>
    </Dialog>
  );
}
