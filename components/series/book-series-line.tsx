import Link from "next/link";
import { type BookInSeries, sayPlace, seriesHref } from "@/lib/catalog/series/schema";

/** "Book 2 of The Expanse", leading to the series. */
export function BookSeriesLine({ series }: { series: BookInSeries[] }) {
  if (series.length === 0) return null;
  return (
    <ul aria-label="Series" className="mt-2 grid gap-1">
      {series.map(({ id, name, ...place }) => (
        <li key={id} className="text-muted">
          {place.position === null
            ? "Part of "
            : `${place.rangeEnd === null ? "Book" : "Books"} ${sayPlace(place)} of `}
          <Link href={seriesHref(id)} className="rounded-sm font-semibold text-primary hover:underline">
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
