"use client";

import { ArrowRight, Keyboard, ScanLine } from "lucide-react";
import { useState } from "react";
import { authorLine } from "@/components/book/book-meta";
import { SearchForm } from "@/components/layout/search-form";
import { AddToCollection } from "@/components/library/add-to-collection";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import type { CollectionChoice } from "@/lib/library/schema";
import { CandidateList, CandidateStrip } from "./candidate-list";
import { type Candidate, type Finding, sheetTitle } from "./finding";
import { FoundBookView } from "./found-book-view";

type ResultSheetProps = {
  isOpen: boolean;
  finding: Finding;
  choices: CollectionChoice[] | null;
  onClose: () => void;
  onTypeIsbn: () => void;
};

/** The answer to a scan. Mount it anew for every finding: what was chosen or kept belongs to one answer. */
export function ResultSheet({ isOpen, finding, choices, onClose, onTypeIsbn }: ResultSheetProps) {
  const [chosen, setChosen] = useState<Candidate | null>(finding.kind === "match" ? finding.best : null);

  return (
    <Sheet open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <SheetContent
        title={chosen ? chosen.book.title : sheetTitle(finding)}
        description={chosen && authorLine(chosen.book.authors)}
        footer={<Footer chosen={chosen} choices={choices} onClose={onClose} />}
      >
        {chosen ? (
          <Chosen finding={finding} chosen={chosen} onChoose={setChosen} />
        ) : (
          <Undecided finding={finding} onChoose={setChosen} onClose={onClose} onTypeIsbn={onTypeIsbn} />
        )}
      </SheetContent>
    </Sheet>
  );
}

type FooterProps = { chosen: Candidate | null; choices: CollectionChoice[] | null; onClose: () => void };

function Footer({ chosen, choices, onClose }: FooterProps) {
  return (
    <div className="grid gap-2.5 max-md:low:grid-flow-col max-md:low:items-start">
      {chosen && (
        <AddToCollection
          key={chosen.book.isbn}
          book={chosen.book}
          choices={choices}
          next={`/?book=${encodeURIComponent(chosen.book.isbn)}`}
        />
      )}
      <div className="flex gap-2.5">
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

type ChosenProps = { finding: Finding; chosen: Candidate; onChoose: (candidate: Candidate) => void };

function Chosen({ finding, chosen, onChoose }: ChosenProps) {
  const others = candidatesOf(finding).filter(({ book }) => book.isbn !== chosen.book.isbn);
  const isGuess = finding.kind === "match" && chosen === finding.best;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <FoundBookView
        candidate={chosen}
        // What was said about the first answer says nothing about another that the reader chose.
        reasons={isGuess ? finding.reasons : ["You chose this one."]}
        isOwnChoice={!isGuess}
      />
      {others.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold text-sm">Not this one? It could also be</h3>
          <CandidateStrip candidates={others} onChoose={onChoose} />
        </section>
      )}
    </div>
  );
}

type UndecidedProps = {
  finding: Finding;
  onChoose: (candidate: Candidate) => void;
  onClose: () => void;
  onTypeIsbn: () => void;
};

function Undecided({ finding, onChoose, onClose, onTypeIsbn }: UndecidedProps) {
  if (finding.kind === "unsure") {
    return (
      <div className="grid gap-4">
        <p className="text-muted">{finding.reasons[0] ?? "Several books look like this one."} Tap the right one.</p>
        <CandidateList candidates={finding.candidates} onChoose={onChoose} />
        <OtherWays onTypeIsbn={onTypeIsbn} />
      </div>
    );
  }
  if (finding.kind === "pending") {
    return (
      <div className="grid gap-4">
        <p>
          <strong className="tabular-nums">{finding.isbn}</strong> is a valid ISBN, but no book of this catalogue has
          it. It is noted, so that whoever runs this site can add the book.
        </p>
        <OtherWays onTypeIsbn={onTypeIsbn} />
      </div>
    );
  }
  return (
    <div className="grid gap-5">
      <p className="text-muted">
        {finding.kind === "unknown" && finding.reasons[0]
          ? finding.reasons[0]
          : "Nothing in the catalogue looks like this picture."}
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
      <OtherWays onTypeIsbn={onTypeIsbn} />
      {finding.kind === "unknown" && finding.lookAlikes.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold text-sm">The nearest look-alikes</h3>
          <CandidateList candidates={finding.lookAlikes} onChoose={onChoose} />
        </section>
      )}
    </div>
  );
}

function OtherWays({ onTypeIsbn }: { onTypeIsbn: () => void }) {
  return (
    <section className="grid gap-2.5">
      <h3 className="font-semibold text-sm">Find it another way</h3>
      <SearchForm place="bar" />
      <Button variant="secondary" onClick={onTypeIsbn} className="justify-self-start">
        <Keyboard aria-hidden="true" />
        Type the ISBN
      </Button>
    </section>
  );
}

function candidatesOf(finding: Finding): Candidate[] {
  switch (finding.kind) {
    case "match":
      return [finding.best, ...finding.alternatives];
    case "unsure":
      return finding.candidates;
    case "unknown":
      return finding.lookAlikes;
    case "pending":
      return [];
  }
}
