"use client";

import { ArrowRight, Keyboard, ListX, ScanLine } from "lucide-react";
import { useCallback, useState } from "react";
import { authorLine } from "@/components/book/book-meta";
import { AddToCollection } from "@/components/library/add-to-collection";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import type { CollectionChoice } from "@/lib/library/schema";
import type { PriceOf } from "../barcodes/use-list-prices";
import { AskByTitle } from "../by-hand/ask-by-title";
import { FindByTitle } from "../by-hand/find-by-title";
import type { Said } from "../feedback/feedback-client";
import { PhotoQuestion } from "../feedback/photo-question";
import { Note, Noted, ScanFeedback, useFocusOnChange, type WordRef } from "../feedback/scan-feedback";
import { useFeedback } from "../feedback/use-feedback";
import { type Candidate, candidatesOf, type Finding, type FoundBook, handleOf, sheetTitle } from "../lookup/finding";
import { noteWord, recallWord, wordFor } from "../memory/kept-answers";
import { PhotoView } from "../photo/photo-view";
import { CandidateList } from "./candidate-list";
import { FoundBookView } from "./found-book-view";
import { PendingView } from "./pending-view";

type ResultSheetProps = {
  isOpen: boolean;
  finding: Finding;
  /** The photo that the answer is about; null when there is none. */
  photo: Blob | null;
  choices: CollectionChoice[] | null;
  priceOf: PriceOf;
  /** What the mode of the scanner does with a book; null where books are only looked up. */
  modeAct: ModeAct | null;
  onClose: () => void;
  onTypeIsbn: () => void;
};

type ModeAct = { label: string; onAct: (book: FoundBook) => void };

const NOTHING_MORE = { isbn: null, rightIsbn: null, note: "", keepsPhoto: false };

/** The answer to a scan. Mount it anew for every finding: what was chosen, said or kept belongs to one answer. */
export function ResultSheet(props: ResultSheetProps) {
  const { isOpen, finding, photo, choices, priceOf, modeAct, onClose, onTypeIsbn } = props;
  const best = finding.kind === "match" ? finding.best : null;
  const requestId = handleOf(finding);
  const [earlier] = useState(() => recallWord(requestId));
  const [chosen, setChosen] = useState<Candidate | null>(
    best && earlier.chosen?.book.isbn === best.book.isbn ? best : (earlier.chosen ?? best),
  );
  const feedback = useFeedback(requestId, photo, earlier.said);
  const { said } = feedback;
  const wordRef = useFocusOnChange(`${said?.verdict} ${said?.rightIsbn}`);

  /** Shows a book of this answer, also when it is shown again. */
  function show(candidate: Candidate | null) {
    setChosen(candidate);
    if (requestId) noteWord(requestId, { chosen: candidate, isTied: false });
  }

  function say(verdict: Said["verdict"], books: Partial<Pick<Said, "isbn" | "rightIsbn">> = {}) {
    if (requestId) feedback.say({ ...NOTHING_MORE, verdict, ...books });
  }

  /** To choose a book from those that may be the one is to say that it is. */
  function choose(candidate: Candidate) {
    show(candidate);
    const { verdict, rightIsbn } = wordFor(finding, candidate.book.isbn);
    say(verdict, { rightIsbn });
  }

  /** A word about the book in view. One that a reader chose from several is right or none: there is no answer to reject. */
  function sayOf(book: Candidate, verdict: Said["verdict"]) {
    if (book === best) say(verdict);
    else if (verdict === "confirmed") choose(book);
    else if (verdict === "rejected" && !best) undo();
    else say(verdict, { isbn: book.book.isbn });
  }

  function undo() {
    show(best);
    feedback.say(null);
  }

  /** A book that came while its reader waited; it says itself where it was put. */
  const [wish, setWish] = useState<number | null>(null);
  const [came, setCame] = useState<Candidate | null>(null);
  const arrive = useCallback((candidate: Candidate) => {
    setCame(candidate);
    setChosen(candidate);
  }, []);

  const isLookAlike = finding.kind === "unknown" && said === null;

  function reasonsOf(book: Candidate): string[] {
    if (book === came) return ["Other catalogues know this ISBN. The book is in this one now."];
    if (isLookAlike) return ["It only looks a little like your photo."];
    return finding.kind === "match" && book === best ? finding.reasons : ["You chose this one."];
  }

  const isNone = said?.verdict === "not_in_list";
  const isWrong = said?.verdict === "rejected" && said.rightIsbn === null;
  const shown = isNone ? null : chosen;
  return (
    <Sheet open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        title={shown ? shown.book.title : isNone ? "Not among these" : sheetTitle(finding)}
        description={shown && authorLine(shown.book.authors)}
        footer={
          <Footer
            chosen={isWrong ? null : shown}
            modeAct={modeAct}
            choices={
              choices?.map((choice) => (came && choice.id === wish ? { ...choice, hasBook: true } : choice)) ?? null
            }
            onClose={onClose}
          />
        }
      >
        {shown ? (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
            <FoundBookView
              candidate={shown}
              photo={photo}
              // What was said about the first answer says nothing about another that the reader chose.
              reasons={reasonsOf(shown)}
              isSignedIn={choices !== null}
              listPrice={priceOf(shown.book.isbn13)}
              isOwnChoice={shown !== best && shown !== came && !isLookAlike}
            />
            {requestId === null && <PhotoQuestion key={shown.book.isbn} candidate={shown} />}
            {requestId && (
              <ScanFeedback
                // What is open in it belongs to the word that it was opened for.
                key={`${said?.verdict} ${said?.rightIsbn}`}
                feedback={feedback}
                wordRef={wordRef}
                canKeepPhoto={photo !== null}
                isLookAlike={isLookAlike}
                shown={shown}
                others={candidatesOf(finding).filter(({ book }) => book.isbn !== shown.book.isbn)}
                onSay={(verdict) => sayOf(shown, verdict)}
                onChoose={isLookAlike ? show : choose}
                onChooseEdition={(edition) => {
                  if (isLookAlike) return show(edition);
                  show(edition);
                  say("wrong_edition", { isbn: shown.book.isbn, rightIsbn: edition.book.isbn });
                }}
                onUndo={undo}
              />
            )}
          </div>
        ) : isNone ? (
          <div className="grid gap-5">
            <Noted feedback={feedback} wordRef={wordRef} onUndo={undo}>
              <Note feedback={feedback} said={said} />
            </Noted>
            <OtherWays onChoose={choose} onTypeIsbn={onTypeIsbn} />
            <AskByTitle isSignedIn={choices !== null} hasPhoto={photo !== null} />
          </div>
        ) : finding.kind === "pending" ? (
          <PendingView id={finding.id} choices={choices} wish={wish} onWish={setWish} onCome={arrive} />
        ) : (
          <Undecided
            finding={finding}
            photo={photo}
            isSignedIn={choices !== null}
            wordRef={wordRef}
            // To look at what is no more than a look-alike is not to say that it is the one.
            onChoose={finding.kind === "unknown" ? show : choose}
            onFind={choose}
            onNone={() => say("not_in_list")}
            onClose={onClose}
            onTypeIsbn={onTypeIsbn}
          />
        )}
      </SheetContent>
    </Sheet>
  );
}

type FooterProps = Pick<ResultSheetProps, "choices" | "modeAct" | "onClose"> & { chosen: Candidate | null };

function Footer({ chosen, choices, modeAct, onClose }: FooterProps) {
  return (
    <div className="grid gap-2.5">
      {chosen && modeAct && (
        <Button size="lg" block onClick={() => modeAct.onAct(chosen.book)}>
          {modeAct.label}
        </Button>
      )}
      {chosen && !modeAct && (
        <AddToCollection
          key={chosen.book.isbn}
          book={chosen.book}
          choices={choices}
          next={`/?book=${encodeURIComponent(chosen.book.isbn)}`}
        />
      )}
      <div className="flex gap-2.5 low:landscape:flex-col">
        {chosen && (
          <ButtonLink href={`/book/${encodeURIComponent(chosen.book.isbn)}`} variant="secondary" className="flex-1">
            Book page
            <ArrowRight aria-hidden="true" />
          </ButtonLink>
        )}
        <Button variant={chosen ? "secondary" : "primary"} className="flex-1" onClick={onClose}>
          <ScanLine aria-hidden="true" />
          Scan next
        </Button>
      </div>
    </div>
  );
}

type UndecidedProps = {
  finding: Exclude<Finding, { kind: "pending" }>;
  photo: Blob | null;
  isSignedIn: boolean;
  wordRef: WordRef;
  onChoose: (candidate: Candidate) => void;
  /** A book that the reader has searched for is the one, also where nothing looked like it. */
  onFind: (candidate: Candidate) => void;
  onNone: () => void;
  onClose: () => void;
  onTypeIsbn: () => void;
};

function Undecided(props: UndecidedProps) {
  const { finding, photo, isSignedIn, wordRef, onChoose, onFind, onNone, onClose, onTypeIsbn } = props;
  if (finding.kind === "unsure") {
    return (
      <div className="grid gap-4">
        <div className="flex items-center gap-4">
          <PhotoView photo={photo} outline={finding.candidates[0]?.outline ?? null} />
          <p ref={wordRef} tabIndex={-1} className="min-w-0 flex-1 rounded-sm text-muted">
            {sentences(finding.reasons, "Several books look like this one.")} Tap the right one.
          </p>
        </div>
        <CandidateList candidates={finding.candidates} onChoose={onChoose} />
        <Button variant="secondary" onClick={onNone} className="justify-self-start">
          <ListX aria-hidden="true" />
          It is none of these
        </Button>
        <OtherWays onChoose={onFind} onTypeIsbn={onTypeIsbn} />
      </div>
    );
  }
  return (
    <div className="grid gap-5">
      <p ref={wordRef} tabIndex={-1} className="rounded-sm text-muted">
        {sentences(finding.reasons, "Nothing in the catalogue looks like this picture.")}
      </p>
      <div>
        <h3 className="mb-1.5 font-semibold text-sm">A better photo often helps</h3>
        <ul className="grid list-disc gap-1 pl-5 marker:text-beam">
          <li>Fill the frame with the whole front cover, straight from above.</li>
          <li>Turn it away from lamps and windows that shine on it.</li>
          <li>Hold still for a moment, or scan the barcode on the back: that is always exact.</li>
        </ul>
        <Button variant="soft" className="mt-3" onClick={onClose}>
          Take another photo
        </Button>
      </div>
      <AskByTitle isSignedIn={isSignedIn} hasPhoto={photo !== null} />
      <OtherWays onChoose={onFind} onTypeIsbn={onTypeIsbn} />
      {finding.kind === "unknown" && finding.lookAlikes.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold text-sm">The nearest look-alikes</h3>
          <CandidateList candidates={finding.lookAlikes} onChoose={onChoose} />
        </section>
      )}
    </div>
  );
}

const sentences = (reasons: string[], otherwise: string): string => reasons.join(" ") || otherwise;

type OtherWaysProps = { onChoose: (candidate: Candidate) => void; onTypeIsbn: () => void };

function OtherWays({ onChoose, onTypeIsbn }: OtherWaysProps) {
  return (
    <section className="grid gap-2.5">
      <h3 className="font-semibold text-sm">Find it another way</h3>
      <p className="text-muted text-sm">
        The book that you choose is noted for your photo, so that it is known next time.
      </p>
      <FindByTitle onChoose={onChoose} />
      <Button variant="secondary" onClick={onTypeIsbn} className="justify-self-start">
        <Keyboard aria-hidden="true" />
        Type the ISBN
      </Button>
    </section>
  );
}
