"use client";

import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import type { PictureDecision } from "@/lib/covers/pending/schema";
import { typeBookAction } from "@/lib/scans/pending/actions";
import { type TypedBook, typedBook } from "@/lib/scans/pending/schema";

type TypedFormProps = {
  id: string;
  /** What is known of it already. */
  known: Partial<TypedBook>;
  submit: string;
  /** What a moderator decides about the pictures that readers added. */
  pictures?: PictureDecision;
  /** With the ISBN of the book where it is in the catalogue now, null where it waits for a moderator. */
  onDone: (isbn: string | null) => void;
};

/** What stands in a book that no catalogue knows. */
export function TypedForm({ id, known, submit, pictures, onDone }: TypedFormProps) {
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isSaving, startTransition] = useTransition();

  function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const number = (name: string) => (text(name) === "" ? null : Number(text(name)));
    const book = {
      ...{ title: text("title"), subtitle: text("subtitle"), publisher: text("publisher") },
      authors: text("authors")
        .split("\n")
        .filter((line) => line.trim() !== ""),
      ...{ publishedYear: number("publishedYear"), pages: number("pages"), languageCode: text("languageCode") },
    };
    const checked = typedBook.safeParse(book);
    if (!checked.success) {
      const found = Object.fromEntries(checked.error.issues.map(({ path, message }) => [String(path[0]), message]));
      setProblems(found);
      const first = form.elements.namedItem(Object.keys(found)[0] ?? "");
      if (first instanceof HTMLElement) first.focus();
      return;
    }
    setProblems({});
    setFailure(null);
    startTransition(async () => {
      try {
        const result = await typeBookAction({ id, book, pictures });
        if (result.ok) onDone(result.isbn);
        else setFailure(result.message ?? GENERAL_PROBLEM);
      } catch {
        setFailure(NO_CONNECTION);
      }
    });
  }

  return (
    <form onSubmit={save} noValidate className="grid max-w-xl gap-4">
      <Field label="Title" name="title" required error={problems.title}>
        {(control) => <Input {...control} defaultValue={known.title} autoComplete="off" />}
      </Field>
      <Field label="Subtitle" name="subtitle" error={problems.subtitle}>
        {(control) => <Input {...control} defaultValue={known.subtitle ?? ""} autoComplete="off" />}
      </Field>
      <Field label="Authors" name="authors" hint="One a line, as on the title page." error={problems.authors}>
        {(control) => <Textarea {...control} rows={2} defaultValue={known.authors?.join("\n")} />}
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Publisher" name="publisher" error={problems.publisher}>
          {(control) => <Input {...control} defaultValue={known.publisher ?? ""} autoComplete="off" />}
        </Field>
        <Field label="Year" name="publishedYear" error={problems.publishedYear}>
          {(control) => <Input {...control} inputMode="numeric" defaultValue={known.publishedYear ?? ""} />}
        </Field>
        <Field label="Pages" name="pages" error={problems.pages}>
          {(control) => <Input {...control} inputMode="numeric" defaultValue={known.pages ?? ""} />}
        </Field>
        <Field label="Language" name="languageCode" hint="en, de, pt-BR" error={problems.languageCode}>
          {(control) => (
            <Input {...control} defaultValue={known.languageCode ?? ""} autoCapitalize="none" autoComplete="off" />
          )}
        </Field>
      </div>
      <div role="alert">{failure && <Notice tone="danger">{failure}</Notice>}</div>
      <Button type="submit" loading={isSaving} className="justify-self-start">
        {submit}
      </Button>
    </form>
  );
}
