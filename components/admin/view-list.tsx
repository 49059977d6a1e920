"use client";

import { Trash2 } from "lucide-react";
import { useOptimistic, useState, useTransition } from "react";
import { BookCover } from "@/components/book/book-cover";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { Moment } from "@/components/ui/moment";
import { toast } from "@/components/ui/toast";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { removeViewAction } from "@/lib/scans/moderation/actions";
import type { AcceptedView } from "@/lib/scans/moderation/schema";
import { EditionLink } from "./edition-link";

/** The further views that were made of readers' photos, each to be taken away. */
export function ViewList({ views }: { views: AcceptedView[] }) {
  const [, startTransition] = useTransition();
  const [asked, setAsked] = useState<AcceptedView | null>(null);
  const [present, leaveOut] = useOptimistic(views, (now, id: number) => now.filter((view) => view.feedbackId !== id));

  function remove({ feedbackId }: AcceptedView) {
    setAsked(null);
    startTransition(async () => {
      leaveOut(feedbackId);
      try {
        const result = await removeViewAction({ feedbackId });
        if (result.ok) toast({ message: "Taken away. Its file will be deleted" });
        else toast({ message: result.message ?? GENERAL_PROBLEM, tone: "problem" });
      } catch {
        toast({ message: NO_CONNECTION, tone: "problem" });
      }
    });
  }

  return (
    <>
      <ul className="grid grid-cols-1 gap-4 md:grid-cols-2">
        {present.map((view) => (
          <li key={view.feedbackId} className="flex gap-4 rounded-lg border border-line bg-surface p-4 sm:gap-5 sm:p-5">
            <div className="flex shrink-0 items-end gap-2 self-start">
              {/* biome-ignore lint/performance/noImgElement: seen by moderators alone, never cached, in one size */}
              <img
                src={`/api/v1/admin/feedback/${view.feedbackId}/photo`}
                alt={`A further view of ${view.book.title}`}
                loading="lazy"
                className="h-auto max-h-40 w-20 rounded-sm bg-well object-contain text-muted text-xs"
              />
              <div className="w-14 opacity-80">
                <BookCover book={view.book} decorative sizes="3.5rem" />
              </div>
            </div>
            <div className="flex min-w-0 flex-col items-start gap-2">
              <p className="break-words">
                <EditionLink book={view.book} />
              </p>
              <p className="text-muted text-sm">
                Added {view.moderator && `by ${view.moderator}, `}
                {view.acceptedAt && <Moment at={view.acceptedAt} />}
              </p>
              <Button variant="danger-ghost" size="sm" className="mt-auto -ml-3" onClick={() => setAsked(view)}>
                <Trash2 aria-hidden="true" />
                Take away
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {asked && (
        <Dialog open onOpenChange={(isOpen) => !isOpen && setAsked(null)}>
          <DialogContent
            role="alertdialog"
            title="Take this view away?"
            description={`“${asked.book.title}” will no longer be found by it. The photo is deleted for good: only its reader can send it again.`}
            footer={
              <>
                <Button variant="secondary" onClick={() => setAsked(null)}>
                  Keep it
                </Button>
                <Button variant="danger" onClick={() => remove(asked)}>
                  Take away
                </Button>
              </>
            }
          />
        </Dialog>
      )}
    </>
  );
}
