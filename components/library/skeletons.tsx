import { Skeleton } from "@/components/ui/skeleton";

const places = (count: number) => Array.from({ length: count }, (_, place) => place);

type HeaderSkeletonProps = { hasBack?: boolean; hasAction?: boolean };

/** Stands for a PageHeader whose words are not known yet, line by line as high as that one. */
export function HeaderSkeleton({ hasBack, hasAction }: HeaderSkeletonProps) {
  return (
    <div className="mb-6 pt-2 md:pt-4">
      {hasBack && (
        <div className="mb-1 flex min-h-11 items-center">
          <Skeleton className="h-4 w-20" />
        </div>
      )}
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3 border-shelf border-b-2 pb-3">
        <div className="min-w-0">
          <div className="flex h-[1lh] items-center text-2xl">
            <Skeleton className="h-7 w-44" />
          </div>
          <div className="mt-1 flex h-[1lh] items-center">
            <Skeleton className="h-4 w-32" />
          </div>
        </div>
        {hasAction && <Skeleton className="size-11 rounded-md" />}
      </div>
    </div>
  );
}

/** Stands for a button at the head of a page. */
export function ActionSkeleton() {
  return <Skeleton className="h-11 w-36 rounded-md" />;
}

/** Stands for BookRows. */
export function RowsSkeleton({ count }: { count: number }) {
  return (
    <div className="grid gap-1">
      {places(count).map((place) => (
        <div key={place} className="flex items-center gap-4 p-2">
          <Skeleton className="aspect-[16/25] w-14 shrink-0 sm:w-16" />
          <div className="grid min-w-0 flex-1 gap-2">
            <Skeleton className="h-5 w-3/5" />
            <Skeleton className="h-4 w-2/5" />
            <Skeleton className="h-4 w-1/4" />
          </div>
        </div>
      ))}
    </div>
  );
}

/** Stands for a BookShelf. */
export function ShelfSkeleton({ count }: { count: number }) {
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(7.25rem,1fr))] gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(9rem,1fr))]">
      {places(count).map((place) => (
        <div key={place}>
          <div className="border-shelf border-b-4 px-3 pt-3">
            <Skeleton className="aspect-[16/25] w-full" />
          </div>
          <div className="grid gap-2 px-3 pt-3">
            <Skeleton className="h-4 w-4/5" />
            <Skeleton className="h-3 w-3/5" />
          </div>
        </div>
      ))}
    </div>
  );
}

/** Stands for a CollectionGrid. */
export function CollectionsSkeleton({ count }: { count: number }) {
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] sm:gap-x-6">
      {places(count).map((place) => (
        <div key={place} className="grid gap-2">
          <Skeleton className="aspect-[4/3] w-full rounded-t-md border-shelf border-b-4" />
          <Skeleton className="h-5 w-3/5" />
          <Skeleton className="h-4 w-1/4" />
        </div>
      ))}
    </div>
  );
}

/** Stands for cards side by side: of series, of what is read, of charts. */
export function CardsSkeleton({ count, isTall }: { count: number; isTall?: boolean }) {
  return (
    <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
      {places(count).map((place) => (
        <div key={place} className="grid gap-3 rounded-lg border border-line bg-surface p-4">
          <Skeleton className="h-5 w-2/5" />
          <Skeleton className={isTall ? "h-64 w-full" : "h-20 w-full"} />
          <Skeleton className="h-4 w-3/5" />
        </div>
      ))}
    </div>
  );
}

/** Stands for a list of one line each. */
export function LinesSkeleton({ count }: { count: number }) {
  return (
    <div className="grid gap-1">
      {places(count).map((place) => (
        <Skeleton key={place} className="h-12 w-full rounded-md" />
      ))}
    </div>
  );
}

/** Says to screen readers what the grey boxes say to eyes. */
export function LoadingText({ children }: { children: string }) {
  return (
    <p role="status" className="sr-only">
      {children}
    </p>
  );
}
