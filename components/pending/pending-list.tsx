import Link from "next/link";
import { labelOf } from "@/components/library/words";
import { Moment } from "@/components/ui/moment";
import { type MyPending, presentPending } from "@/lib/scans/pending/schema";
import { hasCome, wordsOf } from "./pending-words";

/** What a reader asked for and does not have yet. */
export function PendingList({ pending }: { pending: MyPending[] }) {
  const coming = pending.filter((one) => !hasCome(presentPending(one)));
  if (coming.length === 0) return null;
  return (
    <section aria-labelledby="on-its-way" className="mb-8">
      <h2 id="on-its-way" className="mb-2 font-book font-semibold text-xl">
        On its way
      </h2>
      <ul className="grid grid-cols-1 divide-y divide-line rounded-lg border border-line bg-surface">
        {coming.map((one) => (
          <li key={one.id} className="relative px-4 py-3 hover:bg-well/70">
            <Link
              href={`/pending/${encodeURIComponent(one.id)}`}
              className="font-book font-semibold after:absolute after:inset-0 hover:underline"
            >
              {one.title ?? `ISBN ${one.isbn13}`}
            </Link>
            <p className="text-muted text-sm">
              {wordsOf(presentPending(one)).title} · asked for <Moment at={one.dateAdded} />
              {one.collection && ` · for ${labelOf(one.collection)}`}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
