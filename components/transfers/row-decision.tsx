"use client";

import { useId, useState, useTransition } from "react";
import { BookCover } from "@/components/book/book-cover";
import { authorLine } from "@/components/book/book-meta";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { tell } from "@/components/ui/tell";
import { chooseBookAction, makeBookAction, retryRowsAction, skipRowAction } from "@/lib/transfers/actions";
import type { ShownRow } from "@/lib/transfers/schema";
import type { Proposals } from "./row-list";

type RowDecisionProps = { importId: string; row: ShownRow; proposals: Proposals };

/** What can be done about a row whose book is not certain: one of those that it may mean, one made by hand, or none. */
export function RowDecision({ importId, row: { id: rowId, state, title, authors }, proposals }: RowDecisionProps) {
  const [isPending, startTransition] = useTransition();
  const [isTyping, setTyping] = useState(false);
  const run = (work: () => Promise<void>) => startTransition(work);
  const choose = (isbn: string, name: string) =>
    run(async () => {
      await tell({ done: `“${name}” is in your library`, work: () => chooseBookAction({ importId, rowId, isbn }) });
    });
  const leaveOut = () =>
    run(async () => {
      await tell({
        done: "Left out",
        work: () => skipRowAction({ importId, rowId }),
        undo: () => retryRowsAction({ importId, rowId }),
        undone: "To decide again",
      });
    });
  const again = () =>
    run(async () => {
      await tell({ done: "It is tried again", work: () => retryRowsAction({ importId, rowId }) });
    });

  if (state === "failed" || state === "skipped")
    return (
      <Button variant="secondary" size="sm" className="min-h-11 justify-self-start" loading={isPending} onClick={again}>
        Try again<span className="sr-only">: {title}</span>
      </Button>
    );
  return (
    <div className="grid gap-3">
      {state === "review" && proposals.length > 0 && (
        <ul aria-label={`Books that “${title}” may be`} className="grid gap-2 sm:grid-cols-2">
          {proposals.map(({ book, likeness }) => (
            <li key={book.isbn} className="flex items-center gap-3 rounded-md border border-line p-2">
              <BookCover book={book} decorative sizes="3rem" className="w-11 shrink-0" />
              <div className="min-w-0 flex-1 text-sm">
                <p className="line-clamp-2 font-semibold">{book.title}</p>
                <p className="truncate text-muted">{authorLine(book.authors)}</p>
                <p className="text-muted tabular-nums">
                  {book.year !== null && `${book.year}, `}
                  {Math.round(likeness * 100)} % alike
                </p>
              </div>
              <Button
                variant="soft"
                size="sm"
                className="min-h-11"
                loading={isPending}
                onClick={() => choose(book.isbn, book.title)}
              >
                This one<span className="sr-only">: {book.title}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {state === "review" && proposals.length === 0 && (
        <p className="text-muted text-sm">The catalogue has no book like it.</p>
      )}
      {isTyping && (
        <ByHand importId={importId} rowId={rowId} title={title} authors={authors} onDone={() => setTyping(false)} />
      )}
      <div className="flex flex-wrap gap-2">
        {state === "review" && !isTyping && (
          <Button variant="secondary" size="sm" className="min-h-11" onClick={() => setTyping(true)}>
            Make it by hand<span className="sr-only">: {title}</span>
          </Button>
        )}
        <Button variant="ghost" size="sm" className="min-h-11" loading={isPending} onClick={leaveOut}>
          Leave it out<span className="sr-only">: {title}</span>
        </Button>
      </div>
    </div>
  );
}

type ByHandProps = { importId: string; rowId: number; title: string; authors: string[]; onDone: () => void };

function ByHand({ importId, rowId, title, authors, onDone }: ByHandProps) {
  const [isPending, startTransition] = useTransition();
  const headingId = useId();
  const submit = (data: FormData) =>
    startTransition(async () => {
      const said = {
        title: String(data.get("title") ?? ""),
        authors: String(data.get("authors") ?? "")
          .split(";")
          .map((name) => name.trim())
          .filter(Boolean),
      };
      const work = async () => {
        const result = await makeBookAction({ importId, rowId, ...said });
        return result.ok && !result.isPending ? { ...result, said: "It is in your library" } : result;
      };
      if (await tell({ done: "Thank you. It comes to your library as soon as it is in the catalogue", work })) onDone();
    });
  return (
    <form action={submit} aria-labelledby={headingId} className="grid max-w-xl gap-3 rounded-md border border-line p-4">
      <p id={headingId} className="font-semibold">
        Make it by hand
      </p>
      <Field label="Title" name="title" required>
        {(control) => <Input {...control} defaultValue={title} />}
      </Field>
      <Field label="Authors" name="authors" hint="With a semicolon between them.">
        {(control) => <Input {...control} defaultValue={authors.join("; ")} />}
      </Field>
      <div className="flex flex-wrap gap-3">
        <Button type="submit" loading={isPending}>
          Add the book
        </Button>
        <Button variant="secondary" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
