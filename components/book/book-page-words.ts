import type { BookDetail } from "@/lib/catalog/schema";

const FORMATS: Record<number, Intl.DateTimeFormatOptions> = {
  4: { year: "numeric" },
  7: { year: "numeric", month: "long" },
  10: { year: "numeric", month: "long", day: "numeric" },
};

/** "16 March 2004", "March 2004" or "2004" for what the catalogue knows; what is no date stays as it is. */
export function sayDate(date: string): string {
  const options = FORMATS[date.length];
  const at = /^\d{4}(-\d{2}){0,2}$/.test(date) ? new Date(`${date.padEnd(10, "-01")}T00:00:00Z`) : undefined;
  if (!options || !at || Number.isNaN(at.getTime())) return date;
  return at.toLocaleDateString("en-GB", { ...options, timeZone: "UTC" });
}

/** One or two sentences for link previews and search engines. */
export function summarise({ title, authors, year, description }: BookDetail): string {
  const origin = [authors.join(", "), year].filter(Boolean).join(", ");
  return [`${title}${origin ? ` (${origin})` : ""}.`, description].filter(Boolean).join(" ").slice(0, 300);
}

/**
 * The book as schema.org's Book for search engines, safe inside a script element: a title may hold "</script>".
 * `siteUrl` without a slash at its end.
 */
export function bookJsonLd(book: BookDetail, siteUrl: string): string {
  const data = {
    "@context": "https://schema.org",
    "@type": "Book",
    url: `${siteUrl}/book/${encodeURIComponent(book.isbn)}`,
    name: book.title,
    alternateName: book.subtitle ?? undefined,
    author: book.authors.map((name) => ({ "@type": "Person", name })),
    isbn: book.isbn13 ?? undefined,
    numberOfPages: book.pages ?? undefined,
    datePublished: book.publicationDate ?? (book.year === null ? undefined : String(book.year)),
    publisher: book.publisher ? { "@type": "Organization", name: book.publisher } : undefined,
    inLanguage: book.languageCode ?? undefined,
    genre: book.genres,
    description: book.description ?? undefined,
    image: `${siteUrl}/cover/${encodeURIComponent(book.coverFile)}`,
  };
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
