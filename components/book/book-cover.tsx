import { cn } from "@/components/ui/cn";
import type { BookSummary } from "@/lib/catalog/schema";

/** Widths in pixels of the stored sizes of a cover. */
const THUMB_WIDTH = 200;
const PAGE_WIDTH = 600;

type BookCoverProps = {
  book: Pick<BookSummary, "title" | "authors" | "languageCode" | "coverFile" | "coverVersion">;
  /** How wide it is shown, as the `sizes` attribute: "6rem", "(min-width: 768px) 18rem, 60vw". */
  sizes: string;
  /** Where the title stands beside it: no second reading of the same words. */
  decorative?: boolean;
  /** The largest picture of the page: loaded at once. */
  priority?: boolean;
  className?: string;
};

/**
 * A cover that stands on its lower edge in a box of fixed shape (16:25), so nothing moves when it loads:
 * wider covers are lower, as on a real shelf; narrower ones lose a sliver at the top and the foot.
 * The width comes from the class name.
 */
export function BookCover({ book, sizes, decorative, priority, className }: BookCoverProps) {
  return (
    <div className={cn("flex [container-type:size] aspect-[16/25] w-full items-end", className)}>
      <div className="cover-hinge relative w-full overflow-hidden rounded-cover rounded-l-[1px] bg-line shadow-cover forced-colors:border">
        {book.coverVersion === null ? (
          <Unprinted book={book} decorative={decorative} />
        ) : (
          // biome-ignore lint/performance/noImgElement: covers come in stored sizes, there is nothing left to optimise
          <img
            src={coverUrl(book, "page")}
            srcSet={`${coverUrl(book, "thumb")} ${THUMB_WIDTH}w, ${coverUrl(book, "page")} ${PAGE_WIDTH}w`}
            sizes={sizes}
            width={320}
            height={500}
            alt={decorative ? "" : `Cover of ${book.title}`}
            loading={priority ? "eager" : "lazy"}
            fetchPriority={priority ? "high" : undefined}
            decoding="async"
            className="block h-auto max-h-[100cqh] w-full object-cover text-muted text-xs"
          />
        )}
      </div>
    </div>
  );
}

/** The address of a cover picture; the version in it lets browsers keep it for good. */
function coverUrl(
  { coverFile, coverVersion }: Pick<BookSummary, "coverFile" | "coverVersion">,
  size: "thumb" | "page" | "original",
): string {
  const version = coverVersion ? `&v=${encodeURIComponent(coverVersion)}` : "";
  return `/cover/${encodeURIComponent(coverFile)}?size=${size}${version}`;
}

// Until the cover is drawn: plain cloth with the title on it.
function Unprinted({ book, decorative }: Pick<BookCoverProps, "book" | "decorative">) {
  return (
    <div
      {...(decorative ? { "aria-hidden": true } : { role: "img", "aria-label": `Cover of ${book.title}` })}
      className="bookcloth flex h-[100cqh] flex-col justify-between overflow-hidden p-[9cqw] pl-[14cqw]"
    >
      <span
        className="line-clamp-5 hyphens-auto font-book font-semibold text-[10cqw] leading-[1.15]"
        lang={book.languageCode ?? undefined}
      >
        {book.title}
      </span>
      <span className="line-clamp-2 border-beam border-t pt-[4cqw] text-[7.5cqw] leading-tight">{book.authors[0]}</span>
    </div>
  );
}
