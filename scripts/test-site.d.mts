// Types of test-site.mjs for the TypeScript that uses it.
export type TestSite = {
  url: string;
  providerUrl: string;
  env: Record<string, string>;
  adminPassword: string;
  readerPassword: string;
  stop: () => Promise<void>;
};

export function startTestSite(options?: {
  say?: (text: string) => void;
  settings?: Record<string, string>;
}): Promise<TestSite>;
