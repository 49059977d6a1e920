import { startTestSite } from "../scripts/test-site.mjs";

/** Playwright's global set-up: starts the site unless E2E_URL names one that runs already. */
export default async function startSite(): Promise<() => Promise<void>> {
  if (process.env.E2E_URL) return async () => undefined;
  const site = await startTestSite({ say: (text) => console.log(`  ${text}`) });
  Object.assign(process.env, {
    E2E_URL: site.url,
    E2E_PROVIDER_URL: site.providerUrl,
    E2E_REDIS_URL: site.env.REDIS_URL,
    E2E_DATA_DIR: site.env.DATA_DIR,
    // All that a further process of the same site needs.
    E2E_SITE_ENV: JSON.stringify(site.env),
    E2E_ADMIN_PASSWORD: site.adminPassword,
    E2E_READER_PASSWORD: site.readerPassword,
  });
  return site.stop;
}
