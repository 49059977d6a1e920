"use client";

import { useOptimistic, useState, useTransition } from "react";
import { toast } from "@/components/ui/toast";
import { TokenField } from "@/components/ui/token-field";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { changeTagsAction } from "@/lib/tags/actions";
import { TAG_LENGTH_MAX, type Tag, type TagSummary } from "@/lib/tags/schema";

type BookTagsProps = {
  isbn: string;
  /** The tags of the work, and all that the reader has. */
  mine: Tag[];
  all: TagSummary[];
};

type Change = { add?: string; remove?: string };

const applied = (names: string[], { add, remove }: Change) => [
  ...names.filter((name) => name !== remove),
  ...(add === undefined ? [] : [add]),
];

/** A reader’s tags of a book, which nobody else sees: each shows at once and goes back where the server says otherwise. */
export function BookTags({ isbn, mine, all }: BookTagsProps) {
  const [names, setNames] = useState(() => mine.map(({ name }) => name));
  const [shown, showBefore] = useOptimistic(names, applied);
  const [, startTransition] = useTransition();

  function change({ add, remove }: Change) {
    startTransition(async () => {
      showBefore({ add, remove });
      try {
        const given = { add: add === undefined ? [] : [add], remove: remove === undefined ? [] : [remove] };
        const result = await changeTagsAction({ books: [isbn], ...given });
        if (!result.ok) return toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
        // As it is spelt on other books.
        const spelt = add === undefined ? undefined : (result.tags[0]?.name ?? add);
        startTransition(() =>
          setNames((now) =>
            applied(
              now.filter((name) => name !== spelt),
              { add: spelt, remove },
            ),
          ),
        );
        // One that is put on shows where it was typed, and goes by the same field.
        if (remove !== undefined)
          toast({
            message: `Took the tag ${remove} off`,
            action: { label: "Undo", onAction: () => change({ add: remove }) },
          });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  return (
    <TokenField
      label="Your tags"
      placeholder="gift, to lend, summer…"
      tokens={shown}
      suggestions={[...all].sort((a, b) => b.count - a.count).map(({ name }) => name)}
      maxLength={TAG_LENGTH_MAX}
      onAdd={(add) => change({ add })}
      onRemove={(remove) => change({ remove })}
    />
  );
}
