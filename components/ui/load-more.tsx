import { ButtonLink } from "./button-link";

type LoadMoreProps = {
  /** The same page with the next slice, e.g. "?q=woolf&shown=48": works without JavaScript and can be shared. */
  href: string;
  shown: number;
  total: number;
  /** What it lists: "books", "tags". */
  what?: string;
};

/** "24 of 310 books" and a link to more; nothing when all are shown. */
export function LoadMore({ href, shown, total, what = "books" }: LoadMoreProps) {
  if (shown >= total) return null;
  return (
    <div className="flex flex-col items-center gap-3 py-6">
      <p className="text-muted text-sm">
        {shown} of {total.toLocaleString("en")} {what}
      </p>
      <ButtonLink href={href} variant="secondary" scroll={false}>
        Show more {what}
      </ButtonLink>
    </div>
  );
}
