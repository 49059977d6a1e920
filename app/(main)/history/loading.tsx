import { HeaderSkeleton, LoadingText, RowsSkeleton } from "@/components/library/skeletons";

export default function HistoryLoading() {
  return (
    <>
      <LoadingText>Loading your history…</LoadingText>
      <HeaderSkeleton />
      <RowsSkeleton count={6} />
    </>
  );
}
