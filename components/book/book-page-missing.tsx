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
  return (
    <EmptyState
      as="h1"
      icon={isWrong ? "🔢" : "📭"}
      title={isWrong ? "This is not the number of a book" : "This book is not in the catalogue yet"}
      actions={
        <>
          <ButtonLink href="/">Scan a book</ButtonLink>
          <ButtonLink href="/search" variant="secondary">
            Search
          </ButtonLink>
        </>
      }
    >
      <p className="mb-5">
        {isWrong
          ? ISBN_PROBLEMS[reference]
          : "The number is right, but we do not know the book. Scanning its barcode puts it on the list of books to add."}
      </p>
      <SearchForm place="page" className="text-left" />
    </EmptyState>
  );
}
