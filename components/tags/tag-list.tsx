"use client";

import { Pencil, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState, useTransition } from "react";
import { countBooks } from "@/components/library/words";
import { FormDialog, NameField } from "@/components/ui/form-dialog";
import { IconButton } from "@/components/ui/icon-button";
import { tellDone } from "@/components/ui/tell";
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

/** Some of a reader's tags, each to be renamed, made one with another, or deleted. `names`: of all. */
export function TagList({ tags, names }: { tags: TagSummary[]; names: string[] }) {
  const [renamed, setRenamed] = useState<TagSummary | null>(null);
  const [, startTransition] = useTransition();

  const told = (message: string, undo: TagChange | null) =>
    tellDone(message, undo ? () => restoreTagsAction(undo) : undefined, "The tags are as before");

  const remove = (tag: TagSummary) =>
    startTransition(async () => {
      try {
        const result = await deleteTagAction({ tagId: tag.id });
        if (result.ok)
          told(`Deleted the tag ${tag.name}${result.undo ? "" : ", from too many books for an undo"}`, result.undo);
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });

  function tellRenamed(before: TagSummary, { isMerged, undo, tag: now }: Renamed) {
    setRenamed(null);
    told(isMerged ? `${before.name} is one with ${now.name} now` : `${before.name} is called ${now.name} now`, undo);
  }

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
          others={names}
          onDone={(done) => tellRenamed(renamed, done)}
          onClose={() => setRenamed(null)}
        />
      )}
    </>
  );
}

type Renamed = Extract<Awaited<ReturnType<typeof renameTagAction>>, { ok: true }>;

type RenameDialogProps = {
  tag: TagSummary;
  others: string[];
  onDone: (done: Renamed) => void;
  onClose: () => void;
};

function RenameDialog({ tag, others, onDone, onClose }: RenameDialogProps) {
  const [name, setName] = useState(tag.name);
  const same = (one: string) => one.toLowerCase() === name.trim().toLowerCase();
  const twin = same(tag.name) ? undefined : others.find(same);
  return (
    <FormDialog
      title={`Rename ${tag.name}`}
      submitLabel={twin ? "Make them one" : "Rename"}
      schema={renameTagInput}
      read={(form) => ({ tagId: tag.id, name: form.get("name") })}
      send={renameTagAction}
      onDone={onDone}
      onClose={onClose}
    >
      {(errorOf) => (
        <NameField
          error={errorOf("name")}
          hint={twin && `You have the tag ${twin} already: its books and these come together.`}
          defaultValue={tag.name}
          maxLength={TAG_LENGTH_MAX}
          onChange={setName}
        />
      )}
    </FormDialog>
  );
}
