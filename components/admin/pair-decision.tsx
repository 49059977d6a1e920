"use client";

import { GitMerge, Layers, Split, Undo2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState, useTransition } from "react";
import { BookCover } from "@/components/book/book-cover";
import { authorLine } from "@/components/book/book-meta";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { cn } from "@/components/ui/cn";
import { tell } from "@/components/ui/tell";
import type { BookField, FieldValue } from "@/lib/catalog/provenance/schema";
import {
  joinPairAction,
  keepApartAction,
  mergePairAction,
  reopenPairAction,
  undoMergeAction,
} from "@/lib/duplicates/actions";
import { proposedSide, stayingSide } from "@/lib/duplicates/rules";
import type { ComparedBook, ComparedPair } from "@/lib/duplicates/schema";
import { counted } from "./duplicate-words";
import { dayOf, FIELD_NAMES, sourceName, wordsOf } from "./field-words";

type Side = 0 | 1;
const SIDES = [0, 1] as const;
const NAMES = ["left", "right"] as const;

/** Two books side by side: which one stays, whose values, or that they are two. */
export function PairDecision({ pair, next }: { pair: ComparedPair; next: number | undefined }) {
  const { books, fields, evidence, id: pairId } = pair;
  const router = useRouter();
  const [isBusy, startTransition] = useTransition();
  const [kept, setKept] = useState<Side>(() => stayingSide(pair));
  const [chosen, setChosen] = useState<Partial<Record<BookField | "cover", Side>>>({});
  const gone: Side = kept === 0 ? 1 : 0;
  const sideOf = (field: (typeof fields)[number]): Side => chosen[field.field] ?? proposedSide(field, kept);
  const coverSide = chosen.cover ?? (!books[kept].hasPicture && books[gone].hasPicture ? gone : kept);
  const choose = (field: BookField | "cover", side: Side) => setChosen({ ...chosen, [field]: side });
  const goOn = () =>
    router.push(next === undefined ? `/admin/duplicates?show=${pair.kind}` : `/admin/duplicates/${next}`);

  const merge = () =>
    startTransition(async () => {
      const take = fields.filter((field) => field.isDifferent && sideOf(field) === gone).map(({ field }) => field);
      let mergeId = 0;
      const work = async () => {
        const result = await mergePairAction({
          ...{ pairId, evidence, keptId: books[kept].id, take, takesCover: coverSide === gone },
        });
        if (result.ok) mergeId = result.mergeId;
        return result;
      };
      const undo = () => undoMergeAction({ mergeId });
      if (await tell({ done: `Merged into “${books[kept].book.title}”`, work, undo })) goOn();
    });
  const join = () =>
    startTransition(async () => {
      let mergeId = 0;
      const work = async () => {
        const result = await joinPairAction({ pairId, evidence });
        if (result.ok) mergeId = result.mergeId;
        return result;
      };
      if (await tell({ done: "Joined as one work", work, undo: () => undoMergeAction({ mergeId }) })) goOn();
    });
  const keepApart = () =>
    startTransition(async () => {
      const [work, undo] = [() => keepApartAction({ pairId, evidence }), () => reopenPairAction({ pairId })];
      if (await tell({ done: "Kept as two books", work, undo })) goOn();
    });
  const reopen = () =>
    startTransition(async () => {
      await tell({ done: "They wait for a decision again", work: () => reopenPairAction({ pairId }) });
    });

  return (
    <form onSubmit={(event) => event.preventDefault()} className="grid gap-6">
      <fieldset className="min-w-0">
        <legend className="mb-3 font-book font-semibold text-xl">Which one stays?</legend>
        <div className="grid grid-cols-2 gap-3 sm:gap-6">
          {SIDES.map((side) => (
            <BookSide key={side} book={books[side]} isKept={kept === side} onKeep={() => setKept(side)} />
          ))}
        </div>
      </fieldset>

      <section aria-labelledby="fields" className="grid gap-3">
        <h2 id="fields" className="font-book font-semibold text-xl">
          And what does it say?
        </h2>
        <div className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
          <Choice
            name="Cover"
            isDifferent
            side={coverSide}
            onChoose={(side) => choose("cover", side)}
            words={[coverWords(books[0]), coverWords(books[1])]}
          />
          {fields.map((field) => (
            <Choice
              key={field.field}
              name={FIELD_NAMES[field.field]}
              isDifferent={field.isDifferent}
              side={sideOf(field)}
              onChoose={(side) => choose(field.field, side)}
              words={SIDES.map((at) => <Value key={at} {...field} at={at} />) as [ReactNode, ReactNode]}
              isEmpty={SIDES.map((at) => wordsOf(field.field, field.values[at]) === null) as [boolean, boolean]}
            />
          ))}
        </div>
      </section>

      <div className="flex flex-wrap gap-3">
        <Button loading={isBusy} onClick={merge}>
          <GitMerge aria-hidden="true" />
          Merge into the {NAMES[kept]} one
        </Button>
        {!pair.isSameWork && (
          <Button variant="secondary" disabled={isBusy} onClick={join}>
            <Layers aria-hidden="true" />
            Two editions of one work
          </Button>
        )}
        {pair.state === "open" ? (
          <Button variant="secondary" disabled={isBusy} onClick={keepApart}>
            <Split aria-hidden="true" />
            Two different books
          </Button>
        ) : (
          pair.state === "different" && (
            <Button variant="secondary" disabled={isBusy} onClick={reopen}>
              <Undo2 aria-hidden="true" />
              Decide again
            </Button>
          )
        )}
        {next !== undefined && (
          <ButtonLink href={`/admin/duplicates/${next}`} variant="ghost">
            Skip
          </ButtonLink>
        )}
      </div>
      <p className="max-w-prose text-muted text-sm">
        Collections, scans, feedback, covers and history of the other one come along, and its address leads here. A
        merge can be undone under “Merged”.
      </p>
    </form>
  );
}

const coverWords = ({ hasPicture, book }: ComparedBook): string =>
  hasPicture ? "This picture" : book.coverVersion === null ? "None yet" : "A drawn one";

function BookSide({
  book: { book, usage, addedAt },
  isKept,
  onKeep,
}: {
  book: ComparedBook;
  isKept: boolean;
  onKeep: () => void;
}) {
  const counts = [
    counted(usage.collections, "collection"),
    counted(usage.scans, "scan"),
    counted(usage.feedback, "piece of feedback", "pieces of feedback"),
    counted(usage.covers, "picture"),
    counted(usage.editions, "other edition"),
  ];
  return (
    <div
      className={cn(
        "grid min-w-0 grid-cols-1 content-start gap-3 rounded-lg border bg-surface p-3 sm:p-5",
        isKept ? "border-primary ring-2 ring-primary" : "border-line",
      )}
    >
      <BookCover book={book} sizes="(min-width: 640px) 16rem, 40vw" priority className="mx-auto max-w-64" />
      <div className="min-w-0">
        <h2 className="break-words font-book font-semibold text-lg leading-snug" lang={book.languageCode ?? undefined}>
          <bdi>{book.title}</bdi>
        </h2>
        <p className="break-words text-muted text-sm">{authorLine(book.authors)}</p>
      </div>
      <ul className="text-sm">
        {counts.map((words) => (
          <li key={words} className={cn("tabular-nums", words.startsWith("0 ") && "text-muted")}>
            {words}
          </li>
        ))}
        <li className="text-muted">here since {dayOf(addedAt)}</li>
      </ul>
      <label className="flex min-h-11 cursor-pointer items-center gap-2.5 font-semibold">
        <input type="radio" name="kept" checked={isKept} onChange={onKeep} className="size-5 shrink-0 accent-primary" />
        <span>
          This one stays<span className="sr-only">: {book.isbn}</span>
        </span>
      </label>
    </div>
  );
}

type ChoiceProps = {
  name: string;
  isDifferent: boolean;
  side: Side;
  onChoose: (side: Side) => void;
  words: [ReactNode, ReactNode];
  /** Sides that have nothing there to take. */
  isEmpty?: [boolean, boolean];
};

/** A field of both books: to be chosen from where they differ, said once where they do not. */
function Choice({ name, isDifferent, side, onChoose, words, isEmpty = [false, false] }: ChoiceProps) {
  if (!isDifferent)
    return (
      <div className="grid gap-1 px-4 py-3 text-muted">
        <h3 className="font-semibold text-sm">
          {name} <span className="font-normal">— the same</span>
        </h3>
        <div className="min-w-0 break-words">{words[0]}</div>
      </div>
    );
  return (
    <fieldset className="min-w-0 px-4 py-3">
      <legend className="float-left mb-2 w-full">
        <mark className="rounded-sm bg-beam-soft px-1.5 py-0.5 font-semibold text-on-beam-soft text-sm">{name}</mark>
      </legend>
      <div className="clear-both grid grid-cols-2 gap-3 sm:gap-6">
        {SIDES.map((at) => (
          <label
            key={at}
            className={cn(
              "flex min-h-11 min-w-0 items-start gap-2.5 rounded-md border p-2.5",
              isEmpty[at] ? "border-line" : "cursor-pointer",
              side === at ? "border-primary bg-primary-soft text-on-primary-soft" : "border-line",
            )}
          >
            <input
              type="radio"
              name={name}
              checked={side === at}
              disabled={isEmpty[at]}
              onChange={() => onChoose(at)}
              className="mt-0.5 size-5 shrink-0 accent-primary"
            />
            <span className="min-w-0 flex-1 break-words">
              <span className="sr-only">{NAMES[at]}: </span>
              {words[at]}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type ValueProps = {
  field: BookField;
  values: [FieldValue, FieldValue];
  origins: ComparedPair["fields"][number]["origins"];
  at: Side;
};

function Value({ field, values, origins, at }: ValueProps) {
  const [words, origin] = [wordsOf(field, values[at]), origins[at]];
  if (words === null) return <span>Nothing</span>;
  return (
    <>
      <span className="line-clamp-6 whitespace-pre-line">{words}</span>
      {origin && (
        <span className="block text-sm">
          {sourceName(origin.source)}
          {origin.isLocked && ", locked"}
        </span>
      )}
    </>
  );
}
