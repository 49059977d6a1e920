import { ClipboardCheck, ScanLine } from "lucide-react";
import Link from "next/link";
import { ButtonLink } from "@/components/ui/button-link";
import { Moment } from "@/components/ui/moment";
import type { Check } from "@/lib/copies/checking/schema";
import { scanHref } from "@/lib/copies/schema";

type LastCheckProps = { placeId: number; count: number; check: Check | undefined };

/** The ways from a place to the scanner, and how its last check went; nothing where nothing stands. */
export function LastCheck({ placeId, count, check }: LastCheckProps) {
  if (count === 0) return null;
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
      <ButtonLink href={scanHref("add", placeId)} variant="secondary" prefetch={false}>
        <ScanLine aria-hidden="true" />
        Scan books onto it
      </ButtonLink>
      <ButtonLink href={scanHref("check", placeId)} variant="secondary" prefetch={false}>
        <ClipboardCheck aria-hidden="true" />
        Check it
      </ButtonLink>
      {check && (
        <Link
          href={`/library/places/${placeId}/check`}
          className="inline-flex min-h-11 items-center rounded-sm font-semibold text-primary text-sm underline tabular-nums"
        >
          <span>
            {check.isUnderWay ? "Being checked" : "Checked"}{" "}
            <Moment at={check.isUnderWay ? check.beganAt : (check.checkedAt ?? check.beganAt)} />: {sayFindings(check)}
          </span>
        </Link>
      )}
    </div>
  );
}

function sayFindings({ expected, seen, astray, isUnderWay }: Check): string {
  const gone = expected - seen;
  const first = isUnderWay ? `${seen} of ${expected} seen` : gone === 0 ? "nothing missing" : `${gone} missing`;
  return astray === 0 ? first : `${first}, ${astray} from elsewhere`;
}
