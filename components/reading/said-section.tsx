import { EyeOff } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button-link";
import { sayDay } from "@/components/ui/day-words";
import type { CommunityRating, ReaderWork, SharedReview } from "@/lib/reading/schema";
import { ReviewEditor } from "./review-editor";
import { Stars } from "./stars";
import { VISIBILITY_WORDS } from "./words";

type Review = Omit<SharedReview, "userId">;

type SaidSectionProps = {
  book: { isbn: string; title: string };
  community: CommunityRating;
  reviews: Review[];
  /** Where there are more. */
  moreHref?: string;
  /** What the visitor said; null for one who is not signed in. */
  work: ReaderWork | null;
};

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** What readers of this site say of a book, as far as the visitor may see it; their own words first, to be changed. */
export function SaidSection({ book, community, reviews, moreHref, work }: SaidSectionProps) {
  const others = reviews.filter(({ isOwn }) => !isOwn);
  if (!work && community.count === 0 && others.length === 0) return null;
  return (
    <section aria-labelledby="said" className="min-w-0 md:col-span-2">
      <h2 id="said" className="mb-1 font-book font-semibold text-xl">
        What readers here say
      </h2>
      <p className="mb-4 flex flex-wrap items-center gap-x-2 text-muted">
        {community.mean === null ? (
          "Nobody whose stars you may see has given any."
        ) : (
          <>
            <Stars rating={community.mean} className="text-lg" />
            <span>
              {numbers.format(community.mean)} of 5, by {community.count.toLocaleString("en")}{" "}
              {community.count === 1 ? "reader" : "readers"} of this site
            </span>
          </>
        )}
      </p>
      {work && <ReviewEditor key={`${work.review} ${work.visibility} ${work.hasSpoilers}`} book={book} work={work} />}
      <ReviewList reviews={others} as="h3" />
      {moreHref && (
        <p className="mt-4">
          <ButtonLink href={moreHref} variant="secondary">
            All reviews
          </ButtonLink>
        </p>
      )}
    </section>
  );
}

type ReviewListProps = { reviews: Review[]; as: "h2" | "h3" };

/** What readers said of a book, one below the other. */
export function ReviewList({ reviews, as }: ReviewListProps) {
  if (reviews.length === 0) return null;
  return (
    <ul className="mt-4 grid max-w-[65ch] grid-cols-1 gap-4">
      {reviews.map((review) => (
        <li key={review.id} className="border-line border-t pt-4">
          <OthersReview review={review} as={as} />
        </li>
      ))}
    </ul>
  );
}

function OthersReview({ review, as: Heading }: { review: Review; as: "h2" | "h3" }) {
  return (
    <article className="grid gap-2">
      <Heading className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold">
        <bdi>{review.reader}</bdi>
        {review.rating !== null && <Stars rating={review.rating} />}
        {review.visibility === "friends" && <Badge>{VISIBILITY_WORDS.friends}</Badge>}
        <time dateTime={review.reviewedAt.toISOString()} className="font-normal text-muted text-sm">
          {sayDay(review.reviewedAt)}
        </time>
      </Heading>
      <ReviewText review={review.review} hasSpoilers={review.hasSpoilers} />
    </article>
  );
}

/** A review; one that tells the end is opened by hand. */
function ReviewText({ review, hasSpoilers }: { review: string; hasSpoilers: boolean }) {
  const words = <p className="wrap-anywhere whitespace-pre-line leading-relaxed">{review}</p>;
  if (!hasSpoilers) return words;
  return (
    <details>
      <summary className="inline-flex min-h-11 cursor-pointer items-center gap-2 rounded-sm pr-2 font-semibold text-primary">
        <EyeOff aria-hidden="true" className="size-5" />
        Tells how it goes on. Show it
      </summary>
      {words}
    </details>
  );
}
