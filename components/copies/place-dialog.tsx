"use client";

import { type FormEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { createPlaceAction, movePlaceAction, updatePlaceAction } from "@/lib/copies/places/actions";
import { createPlaceInput, PLACE_KINDS, type PlaceChoice, type PlaceKind } from "@/lib/copies/places/schema";
import { KIND_NAMES } from "./place-icon";

type PlaceDialogProps = {
  /** The place to change; without one a new one is made. */
  place?: { id: number; name: string; kind: PlaceKind; parentId: number | null };
  /** Where a new one is proposed to be. */
  parentId?: number | null;
  /** What it can be in. */
  places: PlaceChoice[];
  onClose: () => void;
  onSaved: (name: string) => void;
};

/** Name, kind and whereabouts of a place. Rendered while it is open. */
export function PlaceDialog({ place, parentId = null, places, onClose, onSaved }: PlaceDialogProps) {
  const [problem, setProblem] = useState<{ name?: string; general?: string }>({});
  const [isPending, startTransition] = useTransition();
  const form = useId();
  const within = place ? place.parentId : parentId;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    event.stopPropagation();
    const given = new FormData(event.currentTarget);
    const into = String(given.get("parentId") ?? "");
    const parsed = createPlaceInput.safeParse({
      ...{ name: given.get("name"), kind: given.get("kind") },
      parentId: into === "" ? null : into,
    });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return setProblem(issue?.path[0] === "name" ? { name: issue.message } : { general: issue?.message });
    }
    setProblem({});
    const { name, kind } = parsed.data;
    startTransition(async () => {
      try {
        const result = place
          ? await updatePlaceAction({ placeId: place.id, name, kind })
          : await createPlaceAction(parsed.data);
        const isMoved = place && result.ok && parsed.data.parentId !== place.parentId;
        const moved = isMoved ? await movePlaceAction({ placeId: place.id, parentId: parsed.data.parentId }) : result;
        if (moved.ok) return startTransition(() => onSaved(name));
        const message = moved.message ?? GENERAL_PROBLEM;
        setProblem(moved.reason === "name_taken" ? { name: message } : { general: message });
      } catch {
        setProblem({ general: NO_CONNECTION });
      }
    });
  }

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={place ? "Name and whereabouts" : "New place"}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" form={form} loading={isPending}>
              {place ? "Save" : "Create"}
            </Button>
          </>
        }
      >
        <form id={form} onSubmit={submit} noValidate className="grid gap-5">
          <Field label="Name" name="name" required error={problem.name}>
            {(control) => (
              <Input
                {...control}
                defaultValue={place?.name}
                data-autofocus
                maxLength={60}
                autoComplete="off"
                enterKeyHint="done"
                placeholder="Living room, B3, Box in the attic…"
              />
            )}
          </Field>
          <Field label="Kind" name="kind" required>
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
            <Field label="In" name="parentId" required>
              {(control) => (
                <Select {...control} defaultValue={within ?? ""}>
                  <option value="">Nothing: it stands on its own</option>
                  {places
                    .filter(({ id }) => id !== place?.id)
                    .map(({ id, words }) => (
                      <option key={id} value={id}>
                        {words}
                      </option>
                    ))}
                </Select>
              )}
            </Field>
          )}
          <p role="alert" className="font-medium text-danger text-sm empty:hidden">
            {problem.general}
          </p>
        </form>
      </DialogContent>
    </Dialog>
  );
}
