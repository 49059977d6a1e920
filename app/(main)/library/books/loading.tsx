import { LibraryHeader } from "@/components/library/library-header";
import { ShelfSkeleton } from "@/components/library/skeletons";

export default function BooksLoading() {
  return (
    <>
      <LibraryHeader lead={<span role="status">Loading your books…</span>} />
      <ShelfSkeleton count={18} />
    </>
  );
}
