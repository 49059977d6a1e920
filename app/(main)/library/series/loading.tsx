import { LibraryHeader } from "@/components/library/library-header";
import { CardsSkeleton } from "@/components/library/skeletons";

export default function SeriesRoomLoading() {
  return (
    <>
      <LibraryHeader lead={<span role="status">Loading your series…</span>} />
      <CardsSkeleton count={6} />
    </>
  );
}
