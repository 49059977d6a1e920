"use client";

import { EmojiPicker } from "@/components/ui/emoji-picker";
import { Field } from "@/components/ui/field";
import { FormDialog, NameField } from "@/components/ui/form-dialog";
import { Textarea } from "@/components/ui/input";
import { tellDone } from "@/components/ui/tell";
import { AS_BEFORE } from "@/components/ui/words";
import { createCollectionAction, saveQueryAction, updateCollectionAction } from "@/lib/library/actions";
import {
  type Collection,
  type CreateCollectionInput,
  createCollectionInput,
  DESCRIPTION_MAX,
  FIRST_COLLECTION,
} from "@/lib/library/schema";
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
  async function send(given: CreateCollectionInput) {
    if (collection) {
      const changes = changesOf(collection, given);
      const result = await updateCollectionAction({ ...changes, collectionId: collection.id });
      if (result.ok) tellChanged(collection, changes);
      return result;
    }
    return query ? saveQueryAction({ ...given, query }) : createCollectionAction(given);
  }

  return (
    <FormDialog
      title={collection ? "Name, icon and description" : "New collection"}
      description={query && "It fills itself with every book of yours that matches, now and later."}
      submitLabel={submitLabel}
      schema={createCollectionInput}
      read={(form) => Object.fromEntries(form)}
      send={send}
      onDone={({ collection: saved }) => onSaved(saved)}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <NameField
            error={errorOf("name")}
            defaultValue={collection?.name}
            maxLength={100}
            placeholder="To read, Cookbooks, Lent to Sam…"
          />
          <Field label="Description" name="description" error={errorOf("description")}>
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
        </>
      )}
    </FormDialog>
  );
}

type Words = Pick<CreateCollectionInput, "name" | "icon" | "description">;

/** What the reader has changed: what they left as it was may be something else by now, in another tab. */
const changesOf = (before: Words, given: Words): Partial<Words> => ({
  ...(given.name !== before.name && { name: given.name }),
  ...(given.icon !== before.icon && { icon: given.icon }),
  ...(given.description !== before.description && { description: given.description }),
});

function tellChanged(before: Collection & { description: string }, changes: Partial<Words>) {
  const undo = () =>
    updateCollectionAction({ ...changesOf({ ...before, ...changes }, before), collectionId: before.id });
  tellDone("Saved", undo, AS_BEFORE);
}
