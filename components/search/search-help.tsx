import Link from "next/link";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { ISBN_PROBLEMS, parseIsbn } from "@/lib/catalog/rules";
import { type GenreCount, searchHref } from "@/lib/search/schema";
import { GenreChips } from "./genre-chips";

const EXAMPLES = ["garcia marquez", "hary poter", "三体", '"little prince"', "978-0-14-303999-0"];

/** Before anything is asked: what can be typed, and genres to look around in. */
export function SearchInvitation({ genres }: { genres: GenreCount[] }) {
  return (
    <div className="grid gap-8">
      <section aria-labelledby="how">
        <h2 id="how" className="mb-2 font-book font-semibold text-xl">
          Type it as you remember it
        </h2>
        <p className="max-w-[60ch] text-muted">
          A title, an author or an ISBN, with or without accents, even misspelt. Put words in quotes to find them
          exactly so. For instance{" "}
          {EXAMPLES.map((example, at) => (
            <span key={example}>
              {at > 0 && (at === EXAMPLES.length - 1 ? " or " : ", ")}
              <Link href={searchHref(example)} className="rounded-sm font-semibold text-primary underline">
                {example}
              </Link>
            </span>
          ))}
          .
        </p>
      </section>
      {genres.length > 0 && (
        <section aria-labelledby="genres">
          <h2 id="genres" className="mb-3 font-book font-semibold text-xl">
            Look around
          </h2>
          <GenreChips genres={genres} />
        </section>
      )}
    </div>
  );
}

/** Nothing found: what may be wrong, and the two ways that need no spelling. */
export function NothingFound({ q, isbn13 }: { q: string; isbn13: string | null }) {
  const scan = <ButtonLink href="/">Scan the book</ButtonLink>;
  if (isbn13) {
    const lookUp = (
      <ButtonLink href={`/?ask=${isbn13}`} prefetch={false}>
        Look it up elsewhere
      </ButtonLink>
    );
    return (
      <EmptyState icon="📭" title="This ISBN is not in the catalogue yet" actions={lookUp}>
        The number {isbn13} is a right one, and other catalogues may know the book.
      </EmptyState>
    );
  }
  // Somebody who typed mostly digits meant a number: then what is wrong with it helps more than "nothing found".
  const digits = q.replace(/[\s\-–]/g, "");
  const problem = /^\d[\dxX]{7,}$/.test(digits) ? parseIsbn(q) : null;
  return (
    <EmptyState icon="🔍" title={`Nothing found for “${q}”`} actions={scan}>
      {typeof problem === "string" ? (
        ISBN_PROBLEMS[problem]
      ) : (
        <>
          Try fewer words, or only the author’s family name. If you have the book at hand, type the ISBN from its back
          cover or point the camera at it.
        </>
      )}
    </EmptyState>
  );
}
