"use client";

import { useEffect, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { searchBooks } from "../feedback/feedback-client";
import type { Candidate } from "../lookup/finding";
import { CandidateList } from "../sheet/candidate-list";

/** Whoever types on wants no answer yet. */
const PAUSE_MS = 300;
/** Fewer letters mean everything. */
const LETTERS_MIN = 2;
const SHOWN_MAX = 6;

type Found = { words: string; books: Candidate[] | "failed" };

/** A search for title and author right where the answer was wrong; the book that is chosen is said to be the right one. */
export function FindByTitle({ onChoose }: { onChoose: (candidate: Candidate) => void }) {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const asked = words.trim();
  const isAsked = asked.length >= LETTERS_MIN;

  useEffect(() => {
    if (!isAsked) return setFound(null);
    const controller = new AbortController();
    const timer = setTimeout(() => {
      searchBooks(asked, SHOWN_MAX, controller.signal)
        .then((answer) => setFound({ words: asked, books: answer.ok ? answer.value : "failed" }))
        .catch(() => undefined);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, isAsked]);

  const isLooking = isAsked && found?.words !== asked;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
      <Field label="Title or author" name="find" required>
        {(control) => (
          <Input
            {...control}
            type="search"
            value={words}
            onChange={({ target }) => setWords(target.value)}
            autoComplete="off"
            enterKeyHint="search"
          />
        )}
      </Field>
      <p role="status" className="text-muted text-sm empty:hidden">
        {isLooking ? <span className="sr-only">Searching…</span> : found && sayFound(found)}
      </p>
      {isLooking && !found ? (
        <Skeleton className="h-20 w-full" />
      ) : (
        found && found.books !== "failed" && <CandidateList candidates={found.books} onChoose={onChoose} />
      )}
    </div>
  );
}

function sayFound({ books, words }: Found): string {
  if (books === "failed") return "The search did not answer. Type on to try again.";
  if (books.length === 0) return `The catalogue has nothing for “${words}”.`;
  return books.length === 1 ? "Is it this one?" : "Tap the right one.";
}
