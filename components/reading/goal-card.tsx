"use client";

import { Target } from "lucide-react";
import { type FormEvent, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import { tell } from "@/components/ui/tell";
import { setGoalAction } from "@/lib/reading/actions";
import { sayStanding, standing } from "@/lib/reading/goals/rules";
import { useToday } from "./today";

type GoalCardProps = { year: number; goal: number | null; done: number };

/** What a reader means to read in the year, and how they stand: honest to the day. */
export function GoalCard({ year, goal, done }: GoalCardProps) {
  const [isOpen, setOpen] = useState(false);
  const today = useToday();
  const isOver = Number(today.slice(0, 4)) > year;
  const stand = goal === null ? null : standing(goal, done, year, today);
  return (
    <section
      aria-labelledby="goal"
      className="flex items-center gap-4 rounded-lg border border-line bg-surface p-4 sm:gap-6"
    >
      <GoalRing share={stand ? done / stand.books : 0} />
      <div className="min-w-0 flex-1">
        <h2 id="goal" className="font-book font-semibold text-lg">
          Your goal for {year}
        </h2>
        <p className="text-muted">
          {stand ? `${sayStanding(stand, isOver)}.` : `You have read ${done} so far. How many will it be?`}
        </p>
        <Button variant={goal === null ? "soft" : "ghost"} onClick={() => setOpen(true)} className="-ml-2 mt-1">
          {goal === null ? "Set a goal" : "Change it"}
        </Button>
      </div>
      {isOpen && <GoalSheet year={year} goal={goal} onClose={() => setOpen(false)} />}
    </section>
  );
}

const RADIUS = 34;
const ROUND = 2 * Math.PI * RADIUS;

/** Decorative: the words beside it say the same. */
function GoalRing({ share }: { share: number }) {
  const done = Math.min(1, share) * ROUND;
  return (
    <svg viewBox="0 0 80 80" className="size-20 shrink-0 sm:size-24" aria-hidden="true">
      <circle cx="40" cy="40" r={RADIUS} fill="none" strokeWidth="8" className="stroke-well" />
      {share > 0 && (
        <circle
          cx="40"
          cy="40"
          r={RADIUS}
          fill="none"
          strokeWidth="8"
          strokeLinecap="round"
          strokeDasharray={`${done} ${ROUND}`}
          transform="rotate(-90 40 40)"
          className={share >= 1 ? "stroke-beam" : "stroke-primary"}
        />
      )}
      <Target x="28" y="28" width="24" height="24" className="text-muted" />
    </svg>
  );
}

function GoalSheet({ year, goal, onClose }: { year: number; goal: number | null; onClose: () => void }) {
  const [books, setBooks] = useState(goal?.toString() ?? "12");
  const [isPending, startTransition] = useTransition();

  const save = (wanted: number | null) =>
    startTransition(async () => {
      const isSaved = await tell({
        done: wanted === null ? `No goal for ${year} any more` : `Your goal for ${year}: ${wanted} books`,
        undone: "As it was before",
        work: () => setGoalAction({ year, books: wanted }),
        undo: () => setGoalAction({ year, books: goal }),
      });
      if (isSaved) onClose();
    });

  function submit(event: FormEvent) {
    event.preventDefault();
    save(Number(books));
  }

  return (
    <Sheet open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <SheetContent title={`Your goal for ${year}`}>
        <form onSubmit={submit} className="grid gap-4">
          <Field label="How many books" name="books" required>
            {(control) => (
              <Input
                {...control}
                type="number"
                inputMode="numeric"
                min={1}
                max={2000}
                data-autofocus
                value={books}
                onChange={(event) => setBooks(event.target.value)}
              />
            )}
          </Field>
          <Button type="submit" size="lg" loading={isPending}>
            Save
          </Button>
          {goal !== null && (
            <Button variant="ghost" onClick={() => save(null)}>
              No goal for {year}
            </Button>
          )}
        </form>
      </SheetContent>
    </Sheet>
  );
}
