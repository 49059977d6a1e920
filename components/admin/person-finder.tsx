import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

/** Looks for an account: a plain form, so that it works before any script has come. */
export function PersonFinder({ q }: { q: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to browsers that are still in use
    <form action="/admin/people" role="search" aria-label="Accounts" className="mb-6 flex max-w-2xl gap-2.5">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        aria-label="Username or e-mail address"
        placeholder="Username or e-mail address"
        autoComplete="off"
        autoCapitalize="none"
        enterKeyHint="search"
      />
      <Button type="submit" variant="secondary">
        <Search aria-hidden="true" />
        Find
      </Button>
    </form>
  );
}
