import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";

type FinderProps = {
  /** The page that shows what is found, by `?q=`. */
  action: string;
  /** What is looked through. */
  label: string;
  /** What may be typed. */
  by: string;
  q: string;
};

/** Looks for something to look after: a plain form, so that it works before any script has come. */
export function Finder({ action, label, by, q }: FinderProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: <search> is unknown to browsers that are still in use
    <form action={action} role="search" aria-label={label} className="mb-6 flex max-w-2xl gap-2.5">
      <Input
        type="search"
        name="q"
        defaultValue={q}
        aria-label={by}
        placeholder={by}
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
