"use client";

import { Field } from "@/components/ui/field";
import { FormDialog, NameField, type Refused } from "@/components/ui/form-dialog";
import { Select } from "@/components/ui/input";
import { type Decision, tellDone } from "@/components/ui/tell";
import { AS_BEFORE } from "@/components/ui/words";
import { createPlaceAction, deletePlaceAction, updatePlaceAction } from "@/lib/copies/places/actions";
import { choicesFor } from "@/lib/copies/places/rules";
import {
  type CreatePlaceInput,
  createPlaceInput,
  PLACE_KINDS,
  type PlaceChoice,
  type PlaceKind,
} from "@/lib/copies/places/schema";
import { KIND_NAMES } from "./place-icon";

type Done = Omit<Decision, "work">;

type PlaceDialogProps = {
  /** The place to change; without one a new one is made. */
  place?: { id: number; name: string; kind: PlaceKind; parentId: number | null };
  /** Where a new one is proposed to be. */
  parentId?: number | null;
  /** What it can be in. */
  places: PlaceChoice[];
  onClose: () => void;
};

/** Name, kind and whereabouts of a place. Rendered while it is open; what was done has its undo in the message. */
export function PlaceDialog({ place, parentId = null, places, onClose }: PlaceDialogProps) {
  const within = place ? place.parentId : parentId;

  async function send(given: CreatePlaceInput): Promise<({ ok: true } & Done) | Refused> {
    if (place) {
      const result = await updatePlaceAction({ placeId: place.id, ...given });
      if (!result.ok) return result;
      return { ok: true, done: "Saved", undo: () => updatePlaceAction(result.before), undone: AS_BEFORE };
    }
    const result = await createPlaceAction(given);
    if (!result.ok) return result;
    const { id, name } = result.place;
    return { ok: true, done: `${name} is there`, undo: () => deletePlaceAction({ placeId: id }) };
  }

  function tellSaved({ done, undo, undone }: Done) {
    onClose();
    tellDone(done, undo, undone);
  }

  return (
    <FormDialog
      title={place ? "Name and whereabouts" : "New place"}
      submitLabel={place ? "Save" : "Create"}
      schema={createPlaceInput}
      read={(form) => ({ ...Object.fromEntries(form), parentId: form.get("parentId") || null })}
      send={send}
      onDone={tellSaved}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <NameField
            error={errorOf("name")}
            defaultValue={place?.name}
            maxLength={60}
            placeholder="Living room, B3, Box in the attic…"
          />
          <Field label="Kind" name="kind" required error={errorOf("kind")}>
            {(control) => (
              <Select {...control} defaultValue={place?.kind ?? (within === null ? "room" : "shelf")}>
                {PLACE_KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {KIND_NAMES[kind]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {places.length > 0 && (
            <Field label="In" name="parentId" required error={errorOf("parentId")}>
              {(control) => (
                <Select {...control} defaultValue={within ?? ""}>
                  <option value="">Nothing: it stands on its own</option>
                  {(place ? choicesFor(places, place.id) : places).map(({ id, words }) => (
                    <option key={id} value={id}>
                      {words}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
        </>
      )}
    </FormDialog>
  );
}
