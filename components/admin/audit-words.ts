import type { AuditSearch } from "@/lib/accounts/audit/schema";

function query(search: Partial<AuditSearch>): string {
  const given = Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

/** The page of the log that shows what a search finds. */
export const auditHref = (search: Partial<AuditSearch>): string => `/admin/audit${query(search)}`;

/** The same lines, all of them, as a file. */
export const exportHref = ({ act, actor }: AuditSearch): string => `/api/v1/admin/audit/export${query({ act, actor })}`;

/** "accounts.key_made" → "Key made" */
export function actName(act: string): string {
  const words = act.slice(act.indexOf(".") + 1).replaceAll("_", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** "scopes catalog:read, expires in days 30" */
export function sayDetails(details: Record<string, string | number | boolean | null>): string {
  return Object.entries(details)
    .map(
      ([name, value]) => `${name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()} ${value === null ? "none" : value}`,
    )
    .join(", ");
}
