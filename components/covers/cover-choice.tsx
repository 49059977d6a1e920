"use client";

import { Check, ImageUp, LockOpen, RotateCcw, Trash2, X } from "lucide-react";
import { type ReactNode, useTransition } from "react";
import { dayOf, sourceName } from "@/components/admin/field-words";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { tell, type Work } from "@/components/ui/tell";
import { chooseCoverAction, decideSpareAction, setCoverAsideAction, undoUseAction } from "@/lib/covers/choice/actions";
import type { CoverChoice as Choice, SpareCover, UsedCover } from "@/lib/covers/choice/schema";
import { OwnPhotoButton } from "./own-photo-button";

type CoverChoiceProps = { isbn: string; choice: Choice };

const PROPOSED = "Proposed";
const STATES: Record<SpareCover["state"], string> = {
  proposed: PROPOSED,
  rejected: "Rejected",
  removed: "Taken away",
};

const ORIGINS: Record<string, string> = { drawn: "drawn by us", upload: "a person’s photo", import: "imported" };
const originOf = ({ source, provider }: { source: string; provider: string | null }) =>
  provider ? sourceName(provider) : (ORIGINS[source] ?? source);

/** The pictures of a book: which one stands for it, which else there are, and which wait for a decision. */
export function CoverChoice({ isbn, choice: { bookId, used, spare } }: CoverChoiceProps) {
  const [isBusy, startTransition] = useTransition();
  const act = (done: string, work: Work, undo?: Work) =>
    startTransition(async () => {
      await tell({ done, work, undo, undone: "It is as it was before" });
    });

  /** Goes back to the cover that stood for the book before, if one did. */
  const showAgain = async (before: { coverId: number; isChosen: boolean } | null) =>
    before ? chooseCoverAction({ bookId, ...before }) : { ok: true };

  function show(cover: UsedCover, isChosen: boolean, done: string) {
    let before: { coverId: number; isChosen: boolean } | null = null;
    const work = async () => {
      const result = await chooseCoverAction({ bookId, coverId: cover.id, isChosen });
      if (result.ok) before = result.before;
      return result;
    };
    act(done, work, () => showAgain(before));
  }

  function takeAway(cover: UsedCover) {
    let spareId = 0;
    const work = async () => {
      const result = await setCoverAsideAction({ bookId, coverId: cover.id });
      if (result.ok) spareId = result.spareId;
      return result;
    };
    act("Picture taken away", work, () => decideSpareAction({ bookId, spareId, as: "returned" }));
  }

  function showSpare({ id: spareId }: SpareCover) {
    let undone: { coverId: number | null; before: { coverId: number; isChosen: boolean } | null } | null = null;
    const work = async () => {
      const result = await decideSpareAction({ bookId, spareId, as: "shown" });
      if (result.ok) undone = result;
      return result;
    };
    act("This is the cover now", work, async () =>
      undone?.coverId ? undoUseAction({ bookId, coverId: undone.coverId, before: undone.before }) : { ok: true },
    );
  }

  function reject({ id: spareId }: SpareCover) {
    const decide = (as: "rejected" | "proposed") => () => decideSpareAction({ bookId, spareId, as });
    act("Rejected; it will not be proposed again", decide("rejected"), decide("proposed"));
  }

  const waiting = spare.filter(({ state }) => state === "proposed");
  const former = spare.filter(({ state }) => state !== "proposed");
  return (
    <section aria-labelledby="covers" className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="covers" className="font-book font-semibold text-xl">
          Covers
        </h2>
        <OwnPhotoButton isbn={isbn} isDirect size="sm" />
      </div>
      {used.length + waiting.length === 0 && <p className="text-muted">No picture stands for this book yet.</p>}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-4 empty:hidden">
        {used.map((cover, at) => (
          <Picture
            key={cover.sha256}
            cover={cover}
            name={`Picture ${at + 1}`}
            label={cover.isPrimary ? (cover.isChosen ? "Cover, chosen by a person" : "Cover") : null}
          >
            {cover.isPrimary ? (
              cover.isChosen && (
                <Button
                  variant="secondary"
                  size="sm"
                  disabled={isBusy}
                  onClick={() => show(cover, false, "Sources may bring a better one again")}
                >
                  <LockOpen aria-hidden="true" />
                  Unlock
                </Button>
              )
            ) : (
              <Button
                variant="soft"
                size="sm"
                disabled={isBusy}
                aria-label={`Use as cover: picture ${at + 1}`}
                onClick={() => show(cover, true, "This is the cover now")}
              >
                <Check aria-hidden="true" />
                Use
              </Button>
            )}
            <Button
              variant="danger-ghost"
              size="sm"
              disabled={isBusy}
              aria-label={`Take away: picture ${at + 1}`}
              onClick={() => takeAway(cover)}
            >
              <Trash2 aria-hidden="true" />
              Take away
            </Button>
          </Picture>
        ))}
        {waiting.map((cover, at) => (
          <Picture key={cover.sha256} cover={cover} name={`Proposal ${at + 1}`} label={PROPOSED} person={cover.person}>
            <Button
              variant="soft"
              size="sm"
              disabled={isBusy}
              aria-label={`Accept: proposal ${at + 1}`}
              onClick={() => showSpare(cover)}
            >
              <ImageUp aria-hidden="true" />
              Accept
            </Button>
            <Button
              variant="danger-ghost"
              size="sm"
              disabled={isBusy}
              aria-label={`Reject: proposal ${at + 1}`}
              onClick={() => reject(cover)}
            >
              <X aria-hidden="true" />
              Reject
            </Button>
          </Picture>
        ))}
      </ul>
      {former.length > 0 && (
        <details>
          <summary className="cursor-pointer rounded-sm py-2.5 font-semibold">Not in use: {former.length}</summary>
          <p className="mb-3 text-muted text-sm">They are kept for a month.</p>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-4">
            {former.map((cover, at) => (
              <Picture
                key={cover.sha256}
                cover={cover}
                name={`Former picture ${at + 1}`}
                label={STATES[cover.state]}
                person={cover.person}
              >
                <Button
                  variant="secondary"
                  size="sm"
                  disabled={isBusy}
                  aria-label={`Use as cover: former picture ${at + 1}`}
                  onClick={() => showSpare(cover)}
                >
                  <RotateCcw aria-hidden="true" />
                  Use
                </Button>
              </Picture>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

type PictureProps = {
  cover: UsedCover | SpareCover;
  name: string;
  label: string | null;
  person?: string | null;
  children: ReactNode;
};

function Picture({ cover, name, label, person, children }: PictureProps) {
  const { sha256, width, height, at } = cover;
  return (
    <li className="flex flex-col gap-2 rounded-lg border border-line bg-surface p-3">
      <div className="flex aspect-[16/25] items-end justify-center">
        {/* biome-ignore lint/performance/noImgElement: covers come in stored sizes */}
        <img
          src={`/api/v1/admin/covers/${sha256}?size=thumb`}
          alt={`${name}, ${originOf(cover)}`}
          width={width}
          height={height}
          loading="lazy"
          className="h-auto max-h-full w-full rounded-cover object-contain object-bottom"
        />
      </div>
      {label && (
        <p>
          <Badge>{label}</Badge>
        </p>
      )}
      <p className="text-muted text-sm">
        {originOf(cover)}
        {person && `, ${person}`}
        <br />
        {width} × {height}, {dayOf(at)}
      </p>
      <div className="mt-auto flex flex-wrap gap-2">{children}</div>
    </li>
  );
}
