import { HeaderSkeleton, LoadingText, ShelfSkeleton } from "@/components/library/skeletons";

export default function CollectionLoading() {
  return (
    <>
      <LoadingText>Loading the collection…</LoadingText>
      <HeaderSkeleton hasBack hasAction />
      <ShelfSkeleton count={12} />
    </>
  );
}
