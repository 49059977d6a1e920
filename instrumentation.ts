/** Runs once when a web process starts, before its first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { guardRequests } = await import("@/lib/platform/incoming");
  guardRequests();
  const { followChanges } = await import("@/lib/covers/changes/commands");
  const { refreshDetails } = await import("@/lib/covers/features/commands");
  const { refreshIndex } = await import("@/lib/covers/vectors/index/commands");
  const { singleton } = await import("@/lib/platform/singleton");
  // Not awaited: pages are served while the index opens; /api/v1/health/ready says when it is there.
  singleton("index-follower", () =>
    followChanges(new AbortController().signal, [
      { name: "vectors", refresh: refreshIndex },
      { name: "details", refresh: refreshDetails },
    ]),
  );
}
