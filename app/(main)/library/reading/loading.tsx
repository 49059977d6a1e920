import { LibraryHeader } from "@/components/library/library-header";
import { CardsSkeleton } from "@/components/library/skeletons";

export default function ReadingLoading() {
  return (
    <>
      <LibraryHeader lead={<span role="status">Loading what you read…</span>} />
      <CardsSkeleton count={4} />
    </>
  );
}
