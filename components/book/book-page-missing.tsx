"use client";

import { useParams } from "next/navigation";
import { SearchForm } from "@/components/layout/search-form";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/empty-state";
import { decodeBookName, ISBN_PROBLEMS, parseBookReference } from "@/lib/catalog/rules";

/** No such book: says whether the number is wrong or only unknown here. A page's not-found cannot be told by the server. */
export function BookMissing() {
  const { isbn } = useParams<{ isbn: string }>();
  const reference = parseBookReference(decodeBookName(isbn));
  const isWrong = typeof reference === "string";
  const isbn13 = !isWrong && "isbn13" in reference ? reference.isbn13 : null;
  return (
    <EmptyState
      as="h1"
      icon={isWrong ? "🔢" : "📭"}
      title={isWrong ? "This is not the number of a book" : "This book is not in the catalogue yet"}
      actions={
        <>
          {isbn13 ? (
            <ButtonLink href={`/?ask=${isbn13}`} prefetch={false}>
              Look it up elsewhere
            </ButtonLink>
          ) : (
            <ButtonLink href="/">Scan a book</ButtonLink>
          )}
          <ButtonLink href="/search" variant="secondary">
            Search
          </ButtonLink>
        </>
      }
    >
      <p className="mb-5">
        {isWrong
          ? ISBN_PROBLEMS[reference]
          : isbn13
            ? "The number is right, but we do not know the book. Other catalogues may."
            : "We do not know this book. It may have left the catalogue."}
      </p>
      <SearchForm place="page" className="text-left" />
    </EmptyState>
  );
}
