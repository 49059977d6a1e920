import { ButtonLink } from "./button-link";

type BackToFirstProps = { href: string; what?: string };

/** Over a later part of a long list: the way to where it begins. `what` it lists: "books", "series". */
export function BackToFirst({ href, what = "books" }: BackToFirstProps) {
  return (
    <p className="mb-4">
      <ButtonLink href={href} variant="secondary" size="sm">
        Back to the first {what}
      </ButtonLink>
    </p>
  );
}

type MoreLinkProps = {
  href: string;
  /** It leads to this page with more on it, and not to the next one. */
  isSamePage?: boolean;
  what?: string;
};

/** Under a long list: the way to more of it. */
export function MoreLink({ href, isSamePage = false, what = "books" }: MoreLinkProps) {
  return (
    <p className="flex justify-center py-8">
      <ButtonLink href={href} variant="secondary" scroll={!isSamePage} replace={isSamePage}>
        {isSamePage ? "Show more" : "Next"} {what}
      </ButtonLink>
    </p>
  );
}
