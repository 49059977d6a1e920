/** Runs once when a web process starts, before its first request. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { stampPeerAddresses } = await import("@/lib/platform/client-address");
  stampPeerAddresses();
  const { followIndex } = await import("@/lib/covers/vectors/commands");
  const { singleton } = await import("@/lib/platform/singleton");
  // Not awaited: pages are served while the index opens; /api/v1/health/ready says when it is there.
  singleton("index-follower", () => followIndex(new AbortController().signal));
}
