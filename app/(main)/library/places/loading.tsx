import { LibraryHeader } from "@/components/library/library-header";
import { LinesSkeleton } from "@/components/library/skeletons";

export default function PlacesLoading() {
  return (
    <>
      <LibraryHeader lead={<span role="status">Loading your places…</span>} />
      <LinesSkeleton count={6} />
    </>
  );
}
