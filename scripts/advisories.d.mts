// Types of advisories.mjs for the TypeScript that uses it.
type Exception = { id: string; reason: string; until: string };
export function judge(
  report: unknown,
  exceptions: Exception[],
  today: string,
):
  | { unknown: string; open?: undefined; useless?: undefined }
  | { unknown?: undefined; open: string[]; useless: string[] };
