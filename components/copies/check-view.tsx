import { ScanLine } from "lucide-react";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { Moment } from "@/components/ui/moment";
import { type Check, type CheckFindings, FINDINGS_SHOWN_MAX } from "@/lib/copies/checking/schema";
import type { Place, PlaceChoice } from "@/lib/copies/places/schema";
import { placeHref, scanHref } from "@/lib/copies/schema";
import { EndCheckButton } from "./end-check-button";
import { PlacedCopies } from "./placed-copies";
import { countCopies } from "./words";

type CheckViewProps = CheckFindings & { place: Place; check: Check | undefined; choices: PlaceChoice[] };

/** What the check of a place has found: what was not seen, and what was and belongs elsewhere. */
export function CheckView({ place, check, missing, astray, choices }: CheckViewProps) {
  const scan = (
    <ButtonLink href={scanHref("check", place.id)}>
      <ScanLine aria-hidden="true" />
      {check?.isUnderWay ? "Go on scanning" : "Check it now"}
    </ButtonLink>
  );
  const header = (lead: ReactNode, actions: ReactNode) => (
    <PageHeader
      title={`Check of ${place.name}`}
      lead={lead}
      back={{ href: placeHref(place.id), label: place.name }}
      actions={actions}
    />
  );
  if (!check) {
    return (
      <>
        {header(null, null)}
        <EmptyState icon="🔎" title="Never checked yet" actions={scan}>
          Scan every book that stands here, one after the other. What is missing and what belongs elsewhere is listed
          here, while you scan and afterwards.
        </EmptyState>
      </>
    );
  }
  const gone = check.expected - check.seen;
  return (
    <>
      {header(
        <span className="tabular-nums">
          {check.isUnderWay ? "Under way since " : "Ended "}
          <Moment at={check.isUnderWay ? check.beganAt : (check.checkedAt ?? check.beganAt)} /> · {check.seen} of{" "}
          {check.expected} seen
        </span>,
        <>
          {scan}
          {check.isUnderWay && <EndCheckButton placeId={place.id} />}
        </>,
      )}
      <Findings
        title={check.isUnderWay ? `Not seen yet: ${countCopies(gone)}` : `Missing: ${countCopies(gone)}`}
        empty="Everything that should stand here was seen."
        hint="Choose those that are nowhere to be found, and move them to “Nowhere in particular”, or to where they are."
        count={gone}
        shown={missing.length}
      >
        <PlacedCopies copies={missing} places={choices} here={place.id} isShared />
      </Findings>
      <Findings
        title={`Belongs elsewhere: ${countCopies(check.astray)}`}
        empty="Nothing stood here that belongs elsewhere."
        hint="Carry them to where they belong; or choose those that are to stand here from now on, and move them here."
        count={check.astray}
        shown={astray.length}
      >
        <PlacedCopies copies={astray} places={choices} here={place.id} isShared />
      </Findings>
    </>
  );
}

type FindingsProps = {
  title: string;
  empty: string;
  hint: string;
  count: number;
  shown: number;
  children: ReactNode;
};

function Findings({ title, empty, hint, count, shown, children }: FindingsProps) {
  return (
    <section className="mb-8">
      <h2 className="mb-1 font-book font-semibold text-xl tabular-nums">{title}</h2>
      <p className="mb-3 text-muted">{count === 0 ? empty : hint}</p>
      {shown > 0 && children}
      {count > shown && shown === FINDINGS_SHOWN_MAX && (
        <p className="mt-3 text-muted text-sm">
          The first {FINDINGS_SHOWN_MAX} are shown; the others follow as these are settled.
        </p>
      )}
    </section>
  );
}
