import { CollectionsSkeleton, HeaderSkeleton, LoadingText } from "@/components/library/skeletons";

export default function LibraryLoading() {
  return (
    <>
      <LoadingText>Loading your library…</LoadingText>
      <HeaderSkeleton />
      <CollectionsSkeleton count={6} />
    </>
  );
}
