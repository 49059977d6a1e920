"use client";

import { ArrowRight, Check, X } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { tell } from "@/components/ui/tell";
import { decideProposalsAction } from "@/lib/catalog/provenance/actions";
import type { CuratedBook, Proposal } from "@/lib/catalog/provenance/schema";
import { dayOf, FIELD_NAMES, percent, sourceName, wordsOf } from "./field-words";

/** What sources say of a book that has something else there, or nothing: to be taken or rejected, one by one or all. */
export function BookProposals({ book: { id, fields, proposals } }: { book: CuratedBook }) {
  const [isBusy, startTransition] = useTransition();
  const decide = (proposalIds: number[], as: "accepted" | "rejected" | "proposed") =>
    decideProposalsAction({ bookId: id, proposalIds, as });

  const accept = (some: Proposal[], done: string) =>
    startTransition(async () => {
      const ids = some.map((one) => one.id);
      await tell({ done, work: () => decide(ids, "accepted") });
    });

  const reject = (some: Proposal[], done: string) =>
    startTransition(async () => {
      let rejected: number[] = [];
      const work = async () => {
        const ids = some.map((one) => one.id);
        const result = await decide(ids, "rejected");
        if (result.ok) rejected = result.proposalIds;
        return result;
      };
      await tell({ done, work, undo: () => decide(rejected, "proposed"), undone: "Proposed again" });
    });

  return (
    <section aria-labelledby="proposals" className="grid gap-4">
      <h2 id="proposals" className="font-book font-semibold text-xl">
        Proposals
      </h2>
      {proposals.length === 0 && <p className="text-muted">No source says anything else than what stands here.</p>}
      <ul className="grid grid-cols-1 gap-3 empty:hidden lg:grid-cols-2">
        {proposals.map((proposal) => {
          const { field, value, source, confidence, saidAt } = proposal;
          const present = fields.find((one) => one.field === field);
          const name = FIELD_NAMES[field];
          return (
            <li key={proposal.id} className="flex flex-col gap-3 rounded-lg border border-line bg-surface p-4">
              <h3 className="flex flex-wrap items-baseline justify-between gap-x-3 font-semibold">
                {name}
                <span className="font-normal text-muted text-sm">
                  {sourceName(source)}, {percent(confidence)}, {dayOf(saidAt)}
                </span>
              </h3>
              <div className="grid gap-1.5">
                <p className="line-clamp-3 break-words text-muted">
                  <span className="sr-only">Now: </span>
                  {(present && wordsOf(field, present.value)) ?? "Nothing yet"}
                </p>
                <p className="flex gap-2 break-words font-medium">
                  <ArrowRight aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-muted" />
                  <span className="sr-only">Proposed: </span>
                  <span className="line-clamp-6 min-w-0 whitespace-pre-line">{wordsOf(field, value)}</span>
                </p>
              </div>
              <div className="mt-auto flex flex-wrap gap-2.5">
                <Button
                  variant="soft"
                  size="sm"
                  disabled={isBusy}
                  aria-label={`Accept: ${name}`}
                  onClick={() => accept([proposal], `${name} taken over`)}
                >
                  <Check aria-hidden="true" />
                  Accept
                </Button>
                <Button
                  variant="danger-ghost"
                  size="sm"
                  disabled={isBusy}
                  aria-label={`Reject: ${name}`}
                  onClick={() => reject([proposal], "Rejected; it will not be proposed again")}
                >
                  <X aria-hidden="true" />
                  Reject
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      {proposals.length > 1 && (
        <div className="flex flex-wrap gap-2.5">
          <Button disabled={isBusy} onClick={() => accept(proposals, "All taken over")}>
            <Check aria-hidden="true" />
            Accept all
          </Button>
          <Button
            variant="danger-ghost"
            disabled={isBusy}
            onClick={() => reject(proposals, "All rejected; they will not be proposed again")}
          >
            <X aria-hidden="true" />
            Reject all
          </Button>
        </div>
      )}
    </section>
  );
}
