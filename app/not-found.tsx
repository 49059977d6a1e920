import type { Metadata } from "next";
import { PlainPage } from "@/components/layout/plain-page";
import { SearchForm } from "@/components/layout/search-form";
import { ButtonLink } from "@/components/ui/button-link";

export const metadata: Metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <PlainPage
      figure={<span className="font-semibold tracking-tight">404</span>}
      title="This page is not on the shelf"
      actions={
        <>
          <ButtonLink href="/">Scan a book</ButtonLink>
          <ButtonLink href="/library" variant="secondary">
            Open your library
          </ButtonLink>
        </>
      }
    >
      <p>The address may be mistyped, or what stood here was removed. Looking for a book?</p>
      <SearchForm place="page" className="mx-auto w-full max-w-md text-left" />
    </PlainPage>
  );
}
