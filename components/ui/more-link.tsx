import { ButtonLink } from "./button-link";

/** Over a later part of a long list: the way to where it begins. */
export function BackToFirst({ href }: { href: string }) {
  return (
    <p className="mb-4">
      <ButtonLink href={href} variant="secondary" size="sm">
        Back to the first books
      </ButtonLink>
    </p>
  );
}

type MoreLinkProps = {
  href: string;
  /** It leads to this page with more on it, and not to the next one. */
  isSamePage: boolean;
};

/** Under a long list: the way to more of it. */
export function MoreLink({ href, isSamePage }: MoreLinkProps) {
  return (
    <p className="flex justify-center py-8">
      <ButtonLink href={href} variant="secondary" scroll={!isSamePage} replace={isSamePage}>
        {isSamePage ? "Show more books" : "Next books"}
      </ButtonLink>
    </p>
  );
}
