import { LibraryHeader } from "@/components/library/library-header";
import { ActionSkeleton, CollectionsSkeleton } from "@/components/library/skeletons";

export default function LibraryLoading() {
  return (
    <>
      <LibraryHeader
        lead={<span role="status">Loading your library…</span>}
        actions={
          <>
            <ActionSkeleton />
            <ActionSkeleton />
          </>
        }
      />
      <CollectionsSkeleton count={6} />
    </>
  );
}
