/** Often enough to be there soon after the connection is back. */
const RETRY_MS = 2_000;

/** Code that is fetched once it is needed. A bad connection delays it, where a failed import would break the page. */
export async function lateCode<Module>(load: () => Promise<Module>): Promise<Module> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
