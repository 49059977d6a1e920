import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { HELD } from "@/lib/privacy/inventory/rules";
import type { Basis, Held, HeldCounts } from "@/lib/privacy/inventory/schema";

const BASES: Record<Basis, string> = {
  service: "For what you do here",
  consent: "Because you agreed",
  safety: "For safety",
  catalogue: "For the catalogue",
};

/** Kept, but not in rows that could be counted. */
const UNCOUNTED = new Set<Held["key"]>(["account", "logs"]);

/** Everything that is held on a reader: what, why, until when; with how much of it there is where that is known. */
export function HeldList({ counts }: { counts?: HeldCounts }) {
  return (
    <ul className="grid grid-cols-1 divide-y divide-line border-line border-y">
      {HELD.map((held) => (
        <li key={held.key} className="grid grid-cols-1 gap-1.5 py-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <h3 className="font-semibold">{held.name}</h3>
            <span className="flex flex-wrap items-center gap-2">
              {counts && !UNCOUNTED.has(held.key) && (
                <span className="text-muted text-sm tabular-nums">{sayCount(counts[held.key])}</span>
              )}
              <Badge tone={held.basis === "consent" ? "beam" : "neutral"}>{BASES[held.basis]}</Badge>
            </span>
          </div>
          <p className="text-sm">{held.what}</p>
          <p className="text-muted text-sm">{held.why}</p>
          <p className="text-sm">
            <span className="font-semibold">Kept:</span> {held.until}
          </p>
          {counts && held.link && isThere(held.link.href, counts[held.key]) && (
            <p>
              <Link
                href={held.link.href}
                className="-ml-2 inline-flex min-h-11 items-center rounded-sm px-2 font-semibold text-primary text-sm underline"
              >
                {held.link.label}
              </Link>
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}

/** What lies further down on the page itself is there only where there is any. */
const isThere = (href: string, count: number): boolean => count > 0 || !href.startsWith("#");

const sayCount = (count: number): string => (count === 0 ? "none" : count.toLocaleString("en"));
