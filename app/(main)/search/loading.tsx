import { HeaderSkeleton, LoadingText, RowsSkeleton } from "@/components/library/skeletons";

export default function SearchLoading() {
  return (
    <>
      <LoadingText>Searching…</LoadingText>
      <HeaderSkeleton />
      <RowsSkeleton count={6} />
    </>
  );
}
