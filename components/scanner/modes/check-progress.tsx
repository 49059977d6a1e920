import Link from "next/link";
import type { CheckCounts } from "@/lib/copies/checking/schema";

type CheckProgressProps = { placeId: number; counts: CheckCounts };

/** How far the check of a shelf is, with the way to what it has found. */
export function CheckProgress({ placeId, counts: { expected, seen, astray } }: CheckProgressProps) {
  const missing = expected - seen;
  return (
    <div className="grid gap-2 rounded-md bg-well p-3">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-sm tabular-nums">
        <strong>
          {seen} of {expected} seen
        </strong>
        {astray > 0 && <span>{astray === 1 ? "1 belongs elsewhere" : `${astray} belong elsewhere`}</span>}
      </p>
      <progress max={Math.max(1, expected)} value={seen} aria-label="Seen" className="h-2 w-full accent-primary" />
      <Link
        href={`/library/places/${placeId}/check`}
        className="inline-flex min-h-11 items-center justify-self-start font-semibold text-primary text-sm underline"
      >
        {missing === 0 ? "All are here: end the check" : `What is missing, and the end of the check`}
      </Link>
    </div>
  );
}
