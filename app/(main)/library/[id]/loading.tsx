import { HeaderSkeleton, LoadingText, ShelfSkeleton } from "@/components/library/skeletons";

export default function CollectionLoading() {
  return (
    <>
      <LoadingText>Loading the collection…</LoadingText>
      <HeaderSkeleton />
      <ShelfSkeleton count={12} />
    </>
  );
}
