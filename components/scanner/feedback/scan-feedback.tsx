"use client";

import { BookCopy, Check, CircleCheck, ImageOff, ListX, MessageSquarePlus, X } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/input";
import { presentWords } from "@/lib/accounts/consents/rules";
import { NOTE_LENGTH_MAX } from "@/lib/scans/feedback/schema";
import { FindByTitle } from "../by-hand/find-by-title";
import { type Candidate, leftOpen } from "../lookup/finding";
import { CandidateStrip, editionLine, percentLine } from "../sheet/candidate-list";
import { EditionChoice } from "../sheet/edition-choice";
import type { Said } from "./feedback-client";
import type { Feedback } from "./use-feedback";

/** Gets the focus whenever the word has changed: what was pressed is gone by then. */
export type WordRef = RefObject<HTMLParagraphElement | null>;

type ScanFeedbackProps = {
  feedback: Feedback;
  wordRef: WordRef;
  canKeepPhoto: boolean;
  /** The book in view is only what looks most like an unknown photo: to look at it is to say nothing. */
  isLookAlike: boolean;
  /** The book in view, and the others that the answer named. */
  shown: Candidate;
  others: Candidate[];
  onSay: (verdict: Said["verdict"]) => void;
  onChoose: (candidate: Candidate) => void;
  onChooseEdition: (candidate: Candidate) => void;
  onUndo: () => void;
};

/** Whether the answer is right, below the book: asked quietly, said with one tap, taken back with another. */
export function ScanFeedback(props: ScanFeedbackProps) {
  const { feedback, wordRef, canKeepPhoto, isLookAlike, shown, others, onSay, onChoose, onChooseEdition, onUndo } =
    props;
  const { said } = feedback;
  if (said === null) {
    const { editions, rivals } = leftOpen(shown, others);
    return (
      <section className="grid grid-cols-[minmax(0,1fr)] gap-6">
        {/* Beside the words that ask to check which of them it is, and before the question that stands for one of them. */}
        {editions.length > 0 && (
          <div>
            <h3 className="mb-2 font-semibold text-sm">Other editions that look like it</h3>
            <CandidateStrip candidates={editions} onChoose={onChooseEdition} lineOf={editionLine} />
          </div>
        )}
        <div className="grid gap-2.5 border-line border-t pt-4">
          <Word wordRef={wordRef}>{isLookAlike ? PHOTO_QUESTION : "Is this the right book?"}</Word>
          <YesOrNo
            yes={isLookAlike ? YES : "Right"}
            no={isLookAlike ? "No, go back" : "Wrong book"}
            onYes={() => onSay("confirmed")}
            onNo={() => onSay("rejected")}
          />
          <Problem feedback={feedback} />
        </div>
        {rivals.length > 0 && (
          <div>
            <h3 className="mb-2 font-semibold text-sm">Not this one? It could also be</h3>
            <CandidateStrip candidates={rivals} onChoose={onChoose} lineOf={percentLine} />
          </div>
        )}
      </section>
    );
  }
  if (said.verdict === "rejected" && said.rightIsbn === null) return <WhatIsItThen {...props} />;
  return (
    <Noted feedback={feedback} wordRef={wordRef} onUndo={onUndo}>
      {canKeepPhoto && <KeepPhoto feedback={feedback} said={said} />}
      {said.verdict === "confirmed" && said.rightIsbn !== null && (
        <Closer shown={shown} onSay={onSay} onChooseEdition={onChooseEdition} />
      )}
      {said.verdict !== "confirmed" && <Note feedback={feedback} said={said} />}
    </Noted>
  );
}

export const PHOTO_QUESTION = "Is this the book in your photo?";
export const YES = "Yes";

type YesOrNoProps = { yes: string; no: string; onYes: () => void; onNo: () => void };

export function YesOrNo({ yes, no, onYes, onNo }: YesOrNoProps) {
  return (
    <div className="flex flex-wrap gap-2.5">
      <Button variant="secondary" onClick={onYes} className="flex-1">
        <Check aria-hidden="true" />
        {yes}
      </Button>
      <Button variant="secondary" onClick={onNo} className="flex-1">
        <X aria-hidden="true" />
        {no}
      </Button>
    </div>
  );
}

const WORDS: Record<Said["verdict"], string> = {
  confirmed: "Noted: this is the book.",
  rejected: "Noted: it is this one instead.",
  wrong_edition: "Noted: it is this edition.",
  not_in_list: "Noted: it is none of these.",
  bad_cover: "Noted: this is the book, but its picture here is wrong.",
};

type NotedProps = { feedback: Feedback; wordRef: WordRef; onUndo: () => void; children?: ReactNode };

/** What the reader said, with the way back, and what more there is to say. */
export function Noted({ feedback, wordRef, onUndo, children }: NotedProps) {
  const { said } = feedback;
  if (said === null) return null;
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-lg border border-line p-1.5 pl-4">
      <div className="flex items-center gap-3">
        <CircleCheck aria-hidden="true" className="size-5 shrink-0 text-success" />
        <Word wordRef={wordRef}>{WORDS[said.verdict]}</Word>
        <Button variant="ghost" onClick={onUndo} className="ml-auto shrink-0">
          Undo
        </Button>
      </div>
      <div className="grid gap-2 pr-2.5 pb-2 empty:hidden">
        <Problem feedback={feedback} />
        {children}
      </div>
    </section>
  );
}

export function Word({ wordRef, children }: { wordRef: WordRef; children: ReactNode }) {
  return (
    <p ref={wordRef} tabIndex={-1} className="min-w-0 rounded-sm font-semibold text-sm">
      {children}
    </p>
  );
}

/** The live region stands before its text does, or some readers stay silent. */
export function Problem({ feedback: { problem, retry } }: { feedback: Feedback }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-x-3 text-danger text-sm empty:hidden">
      {problem && (
        <p className="min-w-0 flex-1 basis-48">
          <strong>{problem.canRetry ? "Not sent yet." : "Not taken."}</strong> {problem.help}
        </p>
      )}
      {problem?.canRetry && (
        <Button variant="secondary" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

function WhatIsItThen({
  feedback,
  wordRef,
  shown,
  others,
  onSay,
  onChoose,
  onChooseEdition,
  onUndo,
}: ScanFeedbackProps) {
  // The editions are all in the list below. How likely the others were is no longer so: that assumed the answer was right.
  const otherBooks = others.filter(({ isSameWork }) => !isSameWork);
  return (
    <section className="grid grid-cols-[minmax(0,1fr)] gap-4 border-line border-t pt-3">
      <div className="flex items-center gap-3">
        <Word wordRef={wordRef}>Noted: wrong book. Which one is it?</Word>
        <Button variant="ghost" onClick={onUndo} className="ml-auto shrink-0">
          Undo
        </Button>
      </div>
      <Problem feedback={feedback} />
      {/* First: editions share their covers, and what else came up was all but excluded. */}
      <div>
        <h3 className="mb-2 font-semibold text-sm">Another edition of it</h3>
        <EditionChoice of={shown} onChoose={onChooseEdition} />
      </div>
      {otherBooks.length > 0 && (
        <div>
          <h3 className="mb-2 font-semibold text-sm">Another book that looks like it</h3>
          <CandidateStrip candidates={otherBooks} onChoose={onChoose} />
        </div>
      )}
      <div>
        <h3 className="mb-2 font-semibold text-sm">Another book of the catalogue</h3>
        <FindByTitle onChoose={onChoose} />
      </div>
      <div className="grid gap-2">
        <Button variant="secondary" onClick={() => onSay("not_in_list")} className="justify-start">
          <ListX aria-hidden="true" />
          It is none of these
        </Button>
        <Button variant="secondary" onClick={() => onSay("bad_cover")} className="justify-start text-left">
          <ImageOff aria-hidden="true" />
          The book is right, its picture here is wrong
        </Button>
      </div>
    </section>
  );
}

type CloserProps = Pick<ScanFeedbackProps, "shown" | "onSay" | "onChooseEdition">;

/** What may still be wrong with a book that the reader chose. */
function Closer({ shown, onSay, onChooseEdition }: CloserProps) {
  const [isChoosing, setChoosing] = useState(false);
  const editionsRef = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isChoosing) editionsRef.current?.scrollIntoView({ block: "nearest" });
  }, [isChoosing]);
  return (
    <>
      <div className="-ml-3 flex flex-wrap gap-x-1">
        <Button variant="ghost" aria-expanded={isChoosing} onClick={() => setChoosing(!isChoosing)}>
          <BookCopy aria-hidden="true" />
          It is another edition
        </Button>
        <Button variant="ghost" onClick={() => onSay("bad_cover")}>
          <ImageOff aria-hidden="true" />
          Its picture here is wrong
        </Button>
      </div>
      {isChoosing && (
        <div ref={editionsRef} className="scroll-mb-4">
          <EditionChoice of={shown} onChoose={onChooseEdition} />
        </div>
      )}
    </>
  );
}

const KEEP_WORDS = presentWords("scan_photos");

/** Off unless ticked here and now, and off again with every new word. */
export function KeepPhoto({ feedback, said }: { feedback: Feedback; said: Said }) {
  return (
    <div className="grid gap-1">
      <label className="-ml-1 flex items-start gap-3 rounded-md py-2 pl-1 hover:bg-well">
        <input
          type="checkbox"
          checked={said.keepsPhoto}
          onChange={(event) => feedback.say({ ...said, keepsPhoto: event.target.checked })}
          className="mt-0.5 size-6 shrink-0 accent-primary"
        />
        <span className="text-sm">
          {/* The very words whose version is written down. */}
          <span className="font-semibold">{KEEP_WORDS.statement}</span>{" "}
          <span className="text-muted">{KEEP_WORDS.details}</span>
        </span>
      </label>
      <p role="status" className="flex items-center gap-2 text-sm empty:hidden">
        {said.keepsPhoto &&
          !feedback.problem &&
          (feedback.isSent ? (
            <>
              <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-success" />
              Your photo was sent. Thank you.
            </>
          ) : (
            "Sending your photo…"
          ))}
      </p>
    </div>
  );
}

/** Moves the focus to the element, and what belongs to it into view, whenever `what` has changed: what was pressed is gone by then. */
export function useFocusOnChange(what: string): WordRef {
  const ref = useRef<HTMLParagraphElement>(null);
  const last = useRef(what);
  useEffect(() => {
    if (last.current === what) return;
    last.current = what;
    ref.current?.focus();
    ref.current?.closest("section")?.scrollIntoView({ block: "nearest" });
  }, [what]);
  return ref;
}

/** A few words for the moderator, sent when the reader says so. */
export function Note({ feedback, said }: { feedback: Feedback; said: Said }) {
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState(said.note);
  const id = useId();
  if (!isOpen) {
    return (
      <div className="grid justify-items-start gap-1">
        {said.note && <p className="text-muted text-sm">Your note: {said.note}</p>}
        <Button variant="ghost" onClick={() => setOpen(true)} className="-ml-3">
          <MessageSquarePlus aria-hidden="true" />
          {said.note ? "Change the note" : "Add a note"}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        feedback.say({ ...said, note: text.trim() });
        setOpen(false);
      }}
    >
      <label htmlFor={id} className="font-semibold text-sm">
        What should a moderator know?
      </label>
      <Textarea
        id={id}
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={NOTE_LENGTH_MAX}
        rows={3}
        autoFocus
      />
      <div className="flex gap-2">
        <Button type="submit" variant="soft">
          Send the note
        </Button>
        <Button variant="ghost" onClick={() => setOpen(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
