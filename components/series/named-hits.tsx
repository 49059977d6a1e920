import Link from "next/link";
import { authorHref, type NamedHits as Hits, type NamedCount } from "@/lib/catalog/authors/schema";
import { seriesHref } from "@/lib/catalog/series/schema";

/** Series and authors that are called what somebody looks for; nothing where none is. */
export function NamedHits({ hits: { series, authors } }: { hits: Hits }) {
  const all = [
    ...series.map((one) => ({ ...one, href: seriesHref(one.id), kind: "Series" })),
    ...authors.map((one) => ({ ...one, href: authorHref(one.id), kind: "Author" })),
  ];
  if (all.length === 0) return null;
  return (
    <ul aria-label="Series and authors" className="mb-6 flex flex-wrap gap-2">
      {all.map((hit) => (
        <li key={hit.href}>
          <NamedChip {...hit} />
        </li>
      ))}
    </ul>
  );
}

type NamedChipProps = NamedCount & { href: string; kind?: string };

/** A name that leads to its page, with how many works there are. */
export function NamedChip({ name, works, href, kind }: NamedChipProps) {
  return (
    <Link
      href={href}
      className="inline-flex min-h-11 items-center gap-2 rounded-full border border-line-strong bg-surface px-4 py-1.5 text-sm hover:border-ink hover:bg-well"
    >
      {kind && <span className="text-muted">{kind}</span>}
      <span className="font-semibold">{name}</span>
      <span className="text-muted tabular-nums">{works === 1 ? "1 work" : `${works.toLocaleString("en")} works`}</span>
    </Link>
  );
}
