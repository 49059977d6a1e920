import { OIDC_CLIENT, startOidcService } from "../lib/accounts/oidc/service.fixtures";
import { startTestSite } from "../scripts/test-site.mjs";

/** Playwright's global set-up: starts the site unless E2E_URL names one that runs already. */
export default async function startSite(): Promise<() => Promise<void>> {
  if (process.env.E2E_URL) return async () => undefined;
  let siteUrl = "";
  // The service through which readers may sign in; it hears where the site is once that is known.
  const service = await startOidcService({ redirectUri: () => `${siteUrl}/api/auth/callback/oidc` });
  const settings = {
    OIDC_ISSUER: service.issuer,
    OIDC_CLIENT_ID: OIDC_CLIENT.id,
    OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
    OIDC_NAME: "Example ID",
    OIDC_REGISTRATION: "create",
  };
  const site = await startTestSite({ say: (text) => console.log(`  ${text}`), settings });
  siteUrl = site.url;
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
  return async () => {
    await site.stop();
    await service.stop();
  };
}
