import { LibraryHeader } from "@/components/library/library-header";
import { CardsSkeleton } from "@/components/library/skeletons";

export default function FiguresLoading() {
  return (
    <>
      <LibraryHeader lead={<span role="status">Loading your figures…</span>} />
      <CardsSkeleton count={4} isTall />
    </>
  );
}
