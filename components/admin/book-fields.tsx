"use client";

import { Lock, LockOpen, Pencil } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input, Textarea } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { editBookAction, lockFieldAction } from "@/lib/catalog/provenance/actions";
import { bookEdits, type CuratedBook, type CuratedField, type EditableField } from "@/lib/catalog/provenance/schema";
import {
  dayOf,
  editOf,
  FIELD_NAMES,
  HINTS,
  isEditable,
  isLong,
  percent,
  sourceName,
  textOf,
  wordsOf,
} from "./field-words";

/** The fields of a book with where each is from; to be edited, locked and unlocked. */
export function BookFields({ book: { id, fields } }: { book: CuratedBook }) {
  return (
    <section aria-labelledby="fields" className="grid gap-4">
      <h2 id="fields" className="font-book font-semibold text-xl">
        Fields
      </h2>
      <ul className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
        {fields.map((field) => (
          <li key={field.field}>
            <FieldRow bookId={id} field={field} />
          </li>
        ))}
      </ul>
    </section>
  );
}

type FieldRowProps = { bookId: number; field: CuratedField };

function FieldRow({ bookId, field: { field, value, origin } }: FieldRowProps) {
  const [isEditing, setEditing] = useState(false);
  const [isBusy, startTransition] = useTransition();
  const editRef = useRef<HTMLButtonElement>(null);
  const name = FIELD_NAMES[field];
  const words = wordsOf(field, value);
  const isLocked = origin?.isLocked === true;

  const setLock = () =>
    startTransition(async () => {
      await tell({
        done: isLocked ? `${name} unlocked: sources may fill it and propose` : `${name} locked: no source touches it`,
        work: () => lockFieldAction({ bookId, field, isLocked: !isLocked }),
      });
    });

  function close() {
    setEditing(false);
    setTimeout(() => editRef.current?.focus());
  }

  if (isEditing && isEditable(field))
    return <FieldForm bookId={bookId} field={field} text={textOf(field, value)} onClose={close} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-4 py-2.5 sm:grid-cols-[9rem_minmax(0,1fr)_auto]">
      <h3 className="flex items-center gap-1.5 self-start font-semibold text-sm max-sm:col-span-2 sm:pt-2.5">
        {name}
        {isLocked && <Lock role="img" aria-label="locked" className="size-4 text-muted" />}
      </h3>
      <div className="min-w-0 sm:py-2">
        {words === null ? (
          <p className="text-muted">Nothing yet</p>
        ) : (
          <p className="line-clamp-6 whitespace-pre-line break-words">{words}</p>
        )}
        {origin && (
          <p className="text-muted text-sm">
            From {sourceName(origin.source)}, {dayOf(origin.at)}
            {origin.source !== "person" && `, ${percent(origin.confidence)} sure`}
          </p>
        )}
      </div>
      <div className="flex items-start">
        {isEditable(field) && (
          <IconButton ref={editRef} label={`Edit: ${name}`} onClick={() => setEditing(true)}>
            <Pencil aria-hidden="true" />
          </IconButton>
        )}
        <IconButton label={`${isLocked ? "Unlock" : "Lock"}: ${name}`} disabled={isBusy} onClick={setLock}>
          {isLocked ? <LockOpen aria-hidden="true" /> : <Lock aria-hidden="true" />}
        </IconButton>
      </div>
    </div>
  );
}

type FieldFormProps = { bookId: number; field: EditableField; text: string; onClose: () => void };

function FieldForm({ bookId, field, text, onClose }: FieldFormProps) {
  const [problem, setProblem] = useState<string>();
  const [isBusy, startTransition] = useTransition();
  const formRef = useRef<HTMLFormElement>(null);
  const name = FIELD_NAMES[field];

  useEffect(() => {
    formRef.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  }, []);

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const written = String(new FormData(event.currentTarget).get(field) ?? "");
    const fields = editOf(field, written);
    const checked = bookEdits.safeParse(fields);
    if (!checked.success) return setProblem(checked.error.issues[0]?.message);
    startTransition(async () => {
      if (await tell({ done: `${name} changed and locked`, work: () => editBookAction({ bookId, fields }) })) onClose();
    });
  }

  return (
    <form
      ref={formRef}
      onSubmit={save}
      noValidate
      className="grid gap-3 bg-well/60 px-4 py-4"
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <Field label={name} name={field} required={field === "title"} hint={HINTS[field]} error={problem}>
        {(control) =>
          isLong(field) ? (
            <Textarea {...control} defaultValue={text} rows={field === "description" ? 8 : 4} />
          ) : (
            <Input {...control} defaultValue={text} inputMode={field === "pages" ? "numeric" : undefined} />
          )
        }
      </Field>
      <div className="flex flex-wrap gap-2.5">
        <Button type="submit" loading={isBusy}>
          Save and lock
        </Button>
        <Button variant="secondary" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
