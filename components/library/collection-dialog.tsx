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
    if (collection) return updateCollectionAction({ ...given, collectionId: collection.id });
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
      onDone={({ collection: saved }) => {
        onSaved(saved);
        if (collection) tellChanged(collection);
      }}
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

function tellChanged({ id, name, icon, description }: Collection & { description: string }) {
  const undo = () => updateCollectionAction({ collectionId: id, name, icon, description });
  tellDone("Saved", undo, AS_BEFORE);
}
