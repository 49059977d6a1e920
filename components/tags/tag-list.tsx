"use client";

import { Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { type FormEvent, useId, useState, useTransition } from "react";
import { countBooks } from "@/components/library/words";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { formatShelfQuery } from "@/lib/shelf/rules";
import { EVERYTHING, firstShelfPage, shelfHref } from "@/lib/shelf/schema";
import { deleteTagAction, renameTagAction, restoreTagsAction } from "@/lib/tags/actions";
import { renameTagInput, TAG_LENGTH_MAX, type TagChange, type TagSummary } from "@/lib/tags/schema";

const booksOf = (name: string) =>
  shelfHref(
    firstShelfPage({
      q: formatShelfQuery({ ...EVERYTHING, tags: { ...EVERYTHING.tags, all: [name] } }),
      sort: "added",
      view: "shelf",
    }),
  );

/** A reader's tags, each to be renamed, made one with another, or deleted. */
export function TagList({ tags }: { tags: TagSummary[] }) {
  const [renamed, setRenamed] = useState<TagSummary | null>(null);
  const [isPending, startTransition] = useTransition();

  function told(message: string, undo: TagChange | null) {
    const onAction = () =>
      run(
        () => restoreTagsAction(undo ?? { add: [], remove: [] }),
        () => toast({ message: "The tags are as before" }),
      );
    toast({ message, action: undo ? { label: "Undo", onAction } : undefined });
  }

  function run<Result extends { ok: boolean; message?: string }>(
    work: () => Promise<Result>,
    then: (result: Extract<Result, { ok: true }>) => void,
  ) {
    startTransition(async () => {
      try {
        const result = await work();
        if (result.ok) then(result as Extract<Result, { ok: true }>);
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  const remove = (tag: TagSummary) =>
    run(
      () => deleteTagAction({ tagId: tag.id }),
      ({ undo }) => told(`Deleted the tag ${tag.name}`, undo),
    );

  const rename = (tag: TagSummary, name: string) =>
    run(
      () => renameTagAction({ tagId: tag.id, name }),
      ({ isMerged, undo, tag: now }) => {
        setRenamed(null);
        told(isMerged ? `${tag.name} is one with ${now.name} now` : `${tag.name} is called ${now.name} now`, undo);
      },
    );

  return (
    <>
      <ul className="grid grid-cols-1 gap-x-6 sm:grid-cols-2 lg:grid-cols-3">
        {tags.map((tag) => (
          <li key={tag.id} className="flex items-center gap-1 border-line border-b">
            <Link
              href={booksOf(tag.name)}
              className="flex min-h-12 min-w-0 flex-1 items-baseline gap-2 rounded-sm px-2 py-2.5 hover:underline"
            >
              <span className="truncate font-semibold">{tag.name}</span>
              <span className="shrink-0 text-muted text-sm tabular-nums">{countBooks(tag.count)}</span>
            </Link>
            <IconButton label={`Rename ${tag.name}`} onClick={() => setRenamed(tag)}>
              <Pencil aria-hidden="true" />
            </IconButton>
            <IconButton label={`Delete ${tag.name}`} onClick={() => remove(tag)}>
              <Trash2 aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
      {renamed && (
        <RenameDialog
          tag={renamed}
          others={tags.map(({ name }) => name)}
          isPending={isPending}
          onSave={(name) => rename(renamed, name)}
          onClose={() => setRenamed(null)}
        />
      )}
    </>
  );
}

type RenameDialogProps = {
  tag: TagSummary;
  others: string[];
  isPending: boolean;
  onSave: (name: string) => void;
  onClose: () => void;
};

function RenameDialog({ tag, others, isPending, onSave, onClose }: RenameDialogProps) {
  const [name, setName] = useState(tag.name);
  const [problem, setProblem] = useState<string>();
  const form = useId();
  const same = (one: string) => one.toLowerCase() === name.trim().toLowerCase();
  const twin = same(tag.name) ? undefined : others.find(same);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const parsed = renameTagInput.safeParse({ tagId: tag.id, name });
    if (parsed.success) onSave(parsed.data.name);
    else setProblem(parsed.error.issues[0]?.message);
  }

  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        title={`Rename ${tag.name}`}
        footer={
          <>
            <Button variant="secondary" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" form={form} loading={isPending}>
              {twin ? "Make them one" : "Rename"}
            </Button>
          </>
        }
      >
        <form id={form} onSubmit={submit} noValidate>
          <Field
            label="Name"
            name="name"
            required
            error={problem}
            hint={twin && `You have the tag ${twin} already: its books and these come together.`}
          >
            {(control) => (
              <Input
                {...control}
                data-autofocus
                value={name}
                maxLength={TAG_LENGTH_MAX}
                autoComplete="off"
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
        </form>
      </DialogContent>
    </Dialog>
  );
}
