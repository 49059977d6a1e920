"use client";

import { Trash2 } from "lucide-react";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormDialog, type Refused } from "@/components/ui/form-dialog";
import { Input, Select, Textarea } from "@/components/ui/input";
import { addCopyAction, updateCopyAction } from "@/lib/copies/actions";
import type { PlaceChoice } from "@/lib/copies/places/schema";
import { type AddCopyInput, addCopyInput, CONDITIONS, type CopyView, type UpdateCopyInput } from "@/lib/copies/schema";
import { PlacesHint } from "./choose-place";
import { CONDITION_NAMES } from "./words";

/** What was done, with what undoes it. */
export type Saved = { kind: "added"; copyId: number } | { kind: "changed"; before: UpdateCopyInput };

type CopyDialogProps = {
  book: { isbn: string; title: string };
  /** The copy to change; without one a new one is added. */
  copy?: CopyView;
  places: PlaceChoice[];
  /** The currency that its owner paid in last. */
  currency: string | null;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
  onDelete?: () => void;
};

const textOf = (form: FormData, name: string): string => String(form.get(name) ?? "").trim();

/** What a form says, in the shape of the schema. Prices are written with a comma in half of the world. */
function readForm(form: FormData) {
  const price = textOf(form, "price").replace(",", ".");
  return {
    placeId: textOf(form, "placeId") === "" ? null : Number(textOf(form, "placeId")),
    condition: textOf(form, "condition") === "" ? null : (textOf(form, "condition") as (typeof CONDITIONS)[number]),
    acquiredOn: textOf(form, "acquiredOn") === "" ? null : textOf(form, "acquiredOn"),
    acquiredFrom: textOf(form, "acquiredFrom"),
    price: price === "" ? null : Number(price),
    currency: price === "" || textOf(form, "currency") === "" ? null : textOf(form, "currency"),
    isSigned: form.get("isSigned") === "on",
    notes: textOf(form, "notes"),
  };
}

/** All that can be said of a copy. Rendered while it is open. */
export function CopyDialog({ book, copy, places, currency, onClose, onSaved, onDelete }: CopyDialogProps) {
  const currencies = useMemo(listCurrencies, []);

  async function send({ isbn, ...details }: AddCopyInput): Promise<{ ok: true; saved: Saved } | Refused> {
    if (copy) {
      const result = await updateCopyAction({ ...details, copyId: copy.id });
      return result.ok ? { ok: true, saved: { kind: "changed", before: result.before } } : result;
    }
    const result = await addCopyAction({ ...details, isbn });
    return result.ok ? { ok: true, saved: { kind: "added", copyId: result.copyId } } : result;
  }

  return (
    <FormDialog
      title={copy ? "Your copy" : "Another copy"}
      description={<bdi>{book.title}</bdi>}
      schema={addCopyInput}
      read={(form) => ({ ...readForm(form), isbn: book.isbn })}
      send={send}
      onDone={({ saved }) => onSaved(saved)}
      onClose={onClose}
      otherWay={
        onDelete && (
          <Button variant="danger-ghost" onClick={onDelete} className="mr-auto px-3">
            <Trash2 aria-hidden="true" />
            Delete
          </Button>
        )
      }
      className="grid gap-5 sm:grid-cols-2"
    >
      {(errorOf) => (
        <>
          <Field
            label="Place"
            name="placeId"
            error={errorOf("placeId")}
            hint={places.length === 0 ? <PlacesHint /> : undefined}
          >
            {(control) => (
              <Select {...control} defaultValue={copy?.placeId ?? ""} data-autofocus>
                <option value="">Nowhere in particular</option>
                {places.map(({ id, words }) => (
                  <option key={id} value={id}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Condition" name="condition" error={errorOf("condition")}>
            {(control) => (
              <Select {...control} defaultValue={copy?.condition ?? ""}>
                <option value="">Not said</option>
                {CONDITIONS.map((condition) => (
                  <option key={condition} value={condition}>
                    {CONDITION_NAMES[condition]}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Got it on" name="acquiredOn" error={errorOf("acquiredOn")}>
            {(control) => <Input {...control} type="date" defaultValue={copy?.acquiredOn ?? ""} />}
          </Field>
          <Field label="From" name="acquiredFrom" error={errorOf("acquiredFrom")}>
            {(control) => (
              <Input
                {...control}
                defaultValue={copy?.acquiredFrom ?? ""}
                maxLength={200}
                autoComplete="off"
                placeholder="A shop, a friend…"
              />
            )}
          </Field>
          <Field label="Price paid" name="price" error={errorOf("price")}>
            {(control) => (
              <Input {...control} inputMode="decimal" autoComplete="off" defaultValue={copy?.price ?? ""} />
            )}
          </Field>
          <Field label="Currency" name="currency" error={errorOf("currency")}>
            {(control) => (
              <Select {...control} defaultValue={copy?.currency ?? currency ?? ""}>
                <option value="">Choose</option>
                {currencies.map(({ code, name }) => (
                  <option key={code} value={code}>
                    {code} – {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <label className="flex min-h-11 items-center gap-3 sm:col-span-2">
            <input
              type="checkbox"
              name="isSigned"
              defaultChecked={copy?.isSigned}
              className="size-5 shrink-0 accent-primary"
            />
            Signed by its author
          </label>
          <Field label="Notes" name="notes" error={errorOf("notes")} className="sm:col-span-2">
            {(control) => <Textarea {...control} rows={3} maxLength={2_000} defaultValue={copy?.notes ?? ""} />}
          </Field>
        </>
      )}
    </FormDialog>
  );
}

/** What the browser knows, with names; it is asked when the dialog opens, so never on the server. */
function listCurrencies(): { code: string; name: string }[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => ({ code, name: names.of(code) ?? code }));
}
