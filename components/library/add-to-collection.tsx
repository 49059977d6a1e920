"use client";

import { Check, ChevronDown, FolderSearch, LogIn, Plus } from "lucide-react";
import Link from "next/link";
import { useOptimistic, useState, useTransition } from "react";
import { accountHref } from "@/components/accounts/next-path";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { addBookAction, removeBookAction, restoreBookAction } from "@/lib/library/actions";
import { type Collection, type CollectionChoice, FIRST_COLLECTION } from "@/lib/library/schema";
import { ChooseCollection } from "./choose-collection";
import { CollectionDialog } from "./collection-dialog";
import { labelOf, labelWithOwner } from "./words";

type AddToCollectionProps = {
  book: { isbn: string; title: string };
  /** The reader's collections, the one used last first; null for a visitor who is not signed in. */
  choices: CollectionChoice[] | null;
  /** Where signing in leads back to. */
  next: string;
};

type Change = { collection: Collection; hasBook: boolean };

/** The ones used last; among more one looks by name. */
const IN_MENU_MAX = 10;

/**
 * Keeps a book: one tap puts it into the collection used last, a menu into any other or a new one. Below stands where it
 * is already, each with a way out. Shows the outcome at once and takes it back when the server says otherwise.
 */
export function AddToCollection({ book, choices, next }: AddToCollectionProps) {
  // What this visit changed, over what the page was loaded with: the page may be kept open for long.
  const [changes, setChanges] = useState<Change[]>([]);
  const [shown, showBefore] = useOptimistic(changes, (now, change: Change) => [...now, change]);
  const [problem, setProblem] = useState<string | null>(null);
  const [isNaming, setNaming] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [isSignedOut, setSignedOut] = useState(choices === null);
  const [isPending, startTransition] = useTransition();

  if (choices === null || isSignedOut) {
    return (
      <ButtonLink href={accountHref("sign-in", next)} size="lg" block>
        <LogIn aria-hidden="true" />
        Sign in to keep it
      </ButtonLink>
    );
  }

  const present = applyChanges(choices, shown);
  const holding = present.filter((choice) => choice.hasBook);
  const free = present.filter((choice) => !choice.hasBook);
  // What others share is chosen by name, never by the one tap.
  const target = free.find(({ isOwn }) => isOwn);
  const keepsElsewhere = target === undefined && present.some(({ isOwn }) => isOwn);

  function change(wanted: Change | null, work: () => Promise<Change | { problem: string }>) {
    setProblem(null);
    startTransition(async () => {
      if (wanted) showBefore(wanted);
      try {
        const done = await work();
        if ("problem" in done) setProblem(done.problem);
        else startTransition(() => setChanges((now) => [...now, done]));
      } catch {
        setProblem(NO_CONNECTION);
      }
    });
  }

  function add(collection: Collection | undefined) {
    change(collection ? { collection, hasBook: true } : null, async () => {
      const result = await addBookAction({ collectionId: collection?.id, isbn: book.isbn });
      if (result.ok) {
        const home = result.collection;
        toast({ message: `Added to ${labelOf(home)}`, action: { label: "Undo", onAction: () => remove(home, false) } });
        return { collection: home, hasBook: true };
      }
      if (result.reason === "already_there" && collection) return { collection, hasBook: true };
      if (result.reason === "signed_out") setSignedOut(true);
      return { problem: result.message ?? GENERAL_PROBLEM };
    });
  }

  function remove(collection: Collection, offersUndo = true) {
    change({ collection, hasBook: false }, async () => {
      const target = { collectionId: collection.id, isbn: book.isbn };
      const result = await removeBookAction(target);
      if (!result.ok && result.reason !== "not_there") return { problem: result.message ?? GENERAL_PROBLEM };
      toast({
        message: `Taken out of ${labelOf(collection)}`,
        action: result.ok && offersUndo ? { label: "Undo", onAction: () => restore(collection, result) } : undefined,
      });
      return { collection, hasBook: false };
    });
  }

  function restore(collection: Collection, place: { addedAt: Date; position: number; addedById: number | null }) {
    change({ collection, hasBook: true }, async () => {
      const result = await restoreBookAction({ collectionId: collection.id, isbn: book.isbn, ...place });
      return result.ok ? { collection, hasBook: true } : { problem: result.message ?? GENERAL_PROBLEM };
    });
  }

  const isInAll = present.length > 0 && free.length === 0;
  return (
    <div className="grid grid-cols-1 gap-2.5">
      <div className="flex gap-0.5">
        {isInAll ? (
          <Button size="lg" variant="secondary" onClick={() => setNaming(true)} className="min-w-0 flex-1">
            <Plus aria-hidden="true" />
            New collection
          </Button>
        ) : (
          <>
            <Button
              size="lg"
              loading={isPending}
              onClick={() => (keepsElsewhere ? setNaming(true) : add(target))}
              className="min-w-0 flex-1 rounded-r-none px-4"
            >
              <Plus aria-hidden="true" />
              <span className="truncate">
                {keepsElsewhere ? "New collection" : `Add to ${labelOf(target ?? FIRST_COLLECTION)}`}
              </span>
            </Button>
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button size="lg" aria-label="Choose another collection" className="rounded-l-none px-4">
                  <ChevronDown aria-hidden="true" />
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent align="end" className="w-72 max-w-[calc(100vw-2rem)]">
                <DropdownMenuLabel>Add to</DropdownMenuLabel>
                {free.slice(0, IN_MENU_MAX).map((choice) => (
                  <DropdownMenuItem key={choice.id} onSelect={() => add(choice)}>
                    <span aria-hidden="true">{choice.icon}</span>
                    <span className="truncate">{choice.owner ? `${choice.name} · ${choice.owner}` : choice.name}</span>
                  </DropdownMenuItem>
                ))}
                {free.length > IN_MENU_MAX && (
                  <DropdownMenuItem onSelect={() => setChoosing(true)}>
                    <FolderSearch aria-hidden="true" />
                    Another of your {free.length}…
                  </DropdownMenuItem>
                )}
                {free.length > 0 && <DropdownMenuSeparator />}
                <DropdownMenuItem onSelect={() => setNaming(true)}>
                  <Plus aria-hidden="true" />
                  New collection…
                </DropdownMenuItem>
              </DropdownMenuContent>
            </DropdownMenu>
          </>
        )}
      </div>
      {holding.length > 0 && (
        <ul aria-label="In your collections" className="grid grid-cols-1 gap-1.5">
          {holding.map((collection) => (
            <li
              key={collection.id}
              className="flex min-h-12 items-center gap-2.5 rounded-md bg-success-soft pr-1 pl-4 text-on-success-soft"
            >
              <Check aria-hidden="true" className="size-5 shrink-0" />
              <Link
                href={`/library/${collection.id}`}
                className="min-w-0 flex-1 truncate rounded-sm py-2 font-semibold hover:underline"
              >
                In {labelWithOwner(collection)}
              </Link>
              <Button variant="ghost" onClick={() => remove(collection)} aria-label={`Take out of ${collection.name}`}>
                Take out
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p role="alert" className="font-medium text-danger text-sm empty:hidden">
        {problem}
      </p>
      {isChoosing && (
        <ChooseCollection
          title="Add to…"
          choices={free}
          onChoose={(collection) => {
            setChoosing(false);
            add(collection);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
      {isNaming && (
        <CollectionDialog
          submitLabel="Create and add"
          onClose={() => setNaming(false)}
          onSaved={(collection) => {
            setNaming(false);
            add(collection);
          }}
        />
      )}
    </div>
  );
}

function applyChanges(choices: CollectionChoice[], changes: Change[]): CollectionChoice[] {
  const byId = new Map(choices.map((choice) => [choice.id, choice]));
  for (const { collection, hasBook } of changes) {
    // One that was not there before was made just now.
    const { isOwn, owner } = byId.get(collection.id) ?? { isOwn: true, owner: null };
    byId.set(collection.id, { ...collection, hasBook, isOwn, owner });
  }
  return [...byId.values()];
}
