import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

/** Looks for a book to look after: a plain form, so that it works before any script has come. */
export function BookFinder({ q }: { q: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to browsers that are still in use
    <form action="/admin/books" role="search" aria-label="Books to look after" className="mb-6 flex max-w-2xl gap-2.5">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        aria-label="Title, author or ISBN"
        placeholder="Title, author or ISBN"
        autoComplete="off"
        enterKeyHint="search"
      />
      <Button type="submit" variant="secondary">
        <Search aria-hidden="true" />
        Find
      </Button>
    </form>
  );
}
