"use client";

import { CameraOff } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { type Candidate, handleOf } from "../lookup/finding";
import { forgetPhoto, type KeptAnswer, noteWord, placeOf, recallPhoto, wordFor } from "../memory/kept-answers";
import { PhotoView } from "../photo/photo-view";
import { KeepPhoto, Note, Noted, PHOTO_QUESTION, Problem, useFocusOnChange, Word, YES, YesOrNo } from "./scan-feedback";
import { useFeedback } from "./use-feedback";

type PhotoQuestionProps = {
  /** The book in view, which was found another way than by the photo. */
  candidate: Candidate;
  className?: string;
};

/**
 * Asks of a book whether it is the one in the reader's last photo, where that was not recognised: so the photo that failed
 * teaches the site. Nothing where there is no such photo in this tab.
 */
export function PhotoQuestion({ candidate, className }: PhotoQuestionProps) {
  const [kept, setKept] = useState<KeptAnswer | null>(null);
  useEffect(() => setKept(recallPhoto()), []);
  const requestId = kept && handleOf(kept.finding);
  if (!kept || !requestId || placeOf(kept, candidate.book.isbn) === null) return null;
  return (
    <Asked
      kept={kept}
      requestId={requestId}
      candidate={candidate}
      className={className}
      onForget={() => {
        forgetPhoto();
        setKept(null);
      }}
    />
  );
}

type AskedProps = PhotoQuestionProps & { kept: KeptAnswer; requestId: string; onForget: () => void };

const NOTHING_MORE = { isbn: null, note: "", keepsPhoto: false };

function Asked({ kept, requestId, candidate, className, onForget }: AskedProps) {
  const { finding, photo } = kept;
  const { isbn } = candidate.book;
  const [place, setPlace] = useState(placeOf(kept, isbn));
  const feedback = useFeedback(requestId, photo, kept.said);
  const { said } = feedback;
  const wordRef = useFocusOnChange(`${place} ${said?.verdict}`);
  const word = wordFor(finding, isbn);
  // One that the server refuses goes back to what was said before.
  const isTied = place === "tied" && said?.verdict === word.verdict && said.rightIsbn === word.rightIsbn;

  function tie() {
    setPlace("tied");
    noteWord(requestId, { chosen: candidate, isTied: true });
    feedback.say({ ...NOTHING_MORE, ...word });
  }

  function untie() {
    setPlace("asked");
    noteWord(requestId, { chosen: null, isTied: false });
    // As it was before this book: still to be found.
    feedback.say(finding.kind === "match" ? { ...NOTHING_MORE, verdict: "rejected", rightIsbn: null } : null);
  }

  function refuse() {
    setPlace("refused");
    noteWord(requestId, { refused: [...kept.refused, isbn] });
  }

  if (isTied) {
    return (
      <div className={cn("grid gap-3", className)}>
        <Noted feedback={feedback} wordRef={wordRef} onUndo={untie}>
          {photo && <KeepPhoto feedback={feedback} said={said} />}
          <Note feedback={feedback} said={said} />
        </Noted>
      </div>
    );
  }
  return (
    <section
      aria-label="Your photo"
      className={cn("flex items-start gap-4 rounded-lg border border-line bg-well p-4", className)}
    >
      <PhotoView photo={photo} outline={null} />
      <div className="grid min-w-0 flex-1 gap-2.5">
        {place === "refused" ? (
          <>
            <Word wordRef={wordRef}>Noted: it is another book.</Word>
            <p className="text-muted text-sm">The page of the next book asks again.</p>
            <Button variant="secondary" onClick={onForget} className="justify-self-start">
              <CameraOff aria-hidden="true" />
              Forget this photo
            </Button>
          </>
        ) : (
          <>
            <Word wordRef={wordRef}>{PHOTO_QUESTION}</Word>
            <p className="text-muted text-sm">It was not recognised. Your word helps the next reader.</p>
            <YesOrNo yes={YES} no="No" onYes={tie} onNo={refuse} />
          </>
        )}
        <Problem feedback={feedback} />
      </div>
    </section>
  );
}
