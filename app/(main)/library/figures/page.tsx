import type { Metadata } from "next";
import { LibraryHeader } from "@/components/library/library-header";
import { countBooks } from "@/components/library/words";
import { CalendarCard, ChartCard } from "@/components/reading/chart-card";
import { YearLinks } from "@/components/reading/year-links";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { loadFigures } from "@/lib/reading/figures/loaders";
import { figuresHref, figuresPage } from "@/lib/reading/figures/schema";

export const metadata: Metadata = { title: "Figures" };

type FiguresRouteProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function FiguresRoute({ searchParams }: FiguresRouteProps) {
  const figures = await loadFigures(figuresPage.parse(await searchParams));
  const { year, years, count, pages, withoutPages, charts, calendar } = figures;
  if (figures.everRead === 0 && (calendar === null || calendar.days.length === 0))
    return (
      <>
        <LibraryHeader lead="What your reading adds up to. Nobody else sees this." />
        <EmptyState
          icon="📈"
          title="Figures come with reading"
          actions={<ButtonLink href="/library/reading">Reading</ButtonLink>}
        >
          Finish a book, or add those that you read before, and here you see them by month, language, genre and author.
        </EmptyState>
      </>
    );
  const when = year === "all" ? "all years" : String(year);
  const shown = year === "all" || years.includes(year) ? years : [year, ...years].toSorted((a, b) => b - a);
  const links = [
    ...shown.map((one) => ({ href: figuresHref({ year: one }), label: String(one), isHere: one === year })),
    { href: figuresHref({ year: "all" }), label: "All years", isHere: year === "all" },
  ];
  return (
    <>
      <LibraryHeader lead="What your reading adds up to. Nobody else sees this." />
      <YearLinks years={links} />
      <p className="mb-5 text-lg">
        <strong>{countBooks(count)}</strong> finished, <strong>{pages.toLocaleString("en")} pages</strong>
        {withoutPages > 0 && <span className="text-muted"> (of {withoutPages} nobody knows how many)</span>}
      </p>
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-2">
        {calendar && <CalendarCard key={when} calendar={calendar} className="lg:row-span-2" />}
        {charts.map((chart) => (
          <ChartCard key={`${chart.key} ${when}`} chart={chart} when={when} />
        ))}
      </div>
    </>
  );
}
