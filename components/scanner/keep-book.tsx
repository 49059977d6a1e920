"use client";

import { Check, ChevronDown, LogIn, Plus } from "lucide-react";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { toast } from "@/components/ui/toast";
import { addBookAction, removeBookAction } from "@/lib/library/actions";
import { type Collection, type CollectionChoice, FIRST_COLLECTION } from "@/lib/library/schema";
import type { FoundBook } from "./finding";
import { NewCollectionForm } from "./new-collection-form";

type KeepBookProps = { book: FoundBook; choices: CollectionChoice[] | null };

/** One tap puts the book into the collection used last; another button leads to all of them. */
export function KeepBook({ book, choices }: KeepBookProps) {
  const [keptIn, setKeptIn] = useState<Collection | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isNaming, setNaming] = useState(false);
  const [isSignedOut, setSignedOut] = useState(choices === null);
  const [isPending, startTransition] = useTransition();

  if (choices === null || isSignedOut) {
    return (
      <ButtonLink
        href={`/sign-in?next=${encodeURIComponent(`/?book=${encodeURIComponent(book.isbn)}`)}`}
        size="lg"
        block
      >
        <LogIn aria-hidden="true" />
        Sign in to keep it
      </ButtonLink>
    );
  }

  const remove = (collection: Collection) =>
    startTransition(async () => {
      const result = await removeBookAction({ collectionId: collection.id, isbn: book.isbn });
      if (!result.ok && result.reason !== "not_there") return setProblem(result.message ?? GENERAL_PROBLEM);
      setKeptIn(null);
      toast({ message: `Taken out of ${nameOf(collection)}` });
    });

  const add = (collection?: Collection) =>
    startTransition(async () => {
      setProblem(null);
      const result = await addBookAction({ collectionId: collection?.id, isbn: book.isbn });
      if (result.ok) {
        const { collection: home } = result;
        setKeptIn(home);
        toast({ message: `Added to ${nameOf(home)}`, action: { label: "Undo", onAction: () => remove(home) } });
        return;
      }
      if (result.reason === "already_there" && collection) setKeptIn(collection);
      else if (result.reason === "signed_out") setSignedOut(true);
      else setProblem(result.message ?? GENERAL_PROBLEM);
    });

  const [latest] = choices;
  const target = latest ?? FIRST_COLLECTION;
  return (
    <div className="grid gap-2.5">
      {keptIn ? (
        <p className="flex min-h-13 items-center gap-2.5 rounded-md bg-success-soft pr-1.5 pl-4 font-semibold text-on-success-soft">
          <Check aria-hidden="true" className="size-5 shrink-0" />
          <span className="min-w-0 flex-1 truncate">In {nameOf(keptIn)}</span>
          <Button variant="ghost" size="sm" loading={isPending} onClick={() => remove(keptIn)}>
            Take out
          </Button>
        </p>
      ) : (
        <div className="flex gap-0.5">
          <Button
            size="lg"
            loading={isPending}
            onClick={() => add(latest)}
            className="min-w-0 flex-1 rounded-r-none px-4"
          >
            <Plus aria-hidden="true" />
            <span className="truncate">Add to {nameOf(target)}</span>
          </Button>
          <DropdownMenu modal={false}>
            <DropdownMenuTrigger asChild>
              <Button size="lg" aria-label="Add to another collection" className="rounded-l-none px-4">
                <ChevronDown aria-hidden="true" />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end" side="top" className="w-64">
              {choices.map((choice) => (
                <DropdownMenuItem key={choice.id} onSelect={() => add(choice)}>
                  <span aria-hidden="true">{choice.icon}</span>
                  <span className="truncate">{choice.name}</span>
                </DropdownMenuItem>
              ))}
              {choices.length > 0 && <DropdownMenuSeparator />}
              <DropdownMenuItem onSelect={() => setNaming(true)}>
                <Plus aria-hidden="true" />
                New collection…
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        </div>
      )}
      {isNaming && !keptIn && (
        <NewCollectionForm
          onCreated={(collection) => {
            setNaming(false);
            add(collection);
          }}
          onCancel={() => setNaming(false)}
        />
      )}
      <p role="alert" className="font-medium text-danger text-sm empty:hidden">
        {problem}
      </p>
    </div>
  );
}

const GENERAL_PROBLEM = "That did not work. Please try again.";

const nameOf = ({ icon, name }: Pick<Collection, "icon" | "name">) => `${icon} ${name}`;
