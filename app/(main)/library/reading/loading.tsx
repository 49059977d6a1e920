import { CardsSkeleton } from "@/components/library/skeletons";
import { ReadingHeader } from "@/components/reading/reading-room";

export default function ReadingLoading() {
  return (
    <>
      <ReadingHeader lead={<span role="status">Loading what you read…</span>} />
      <CardsSkeleton count={4} />
    </>
  );
}
