/** How a copy of somebody's data is written and fetched. Pure. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Held } from "../inventory/schema";

/** For a browser that lost its connection; after that the link is used up. */
export const DOWNLOADS_MAX = 5;

/** Where the file of an export lies: always on this machine, since it goes in a week. */
export const exportKey = (id: string): string => `exports/${id}.zip`;

/** What makes a link to an export worth something: nobody can make one for another export, or for a later end. */
export const signatureOf = (key: Uint8Array, { id, expiresAt }: { id: string; expiresAt: Date }): string =>
  createHmac("sha256", key).update(`${id} ${expiresAt.getTime()}`).digest("base64url");

export function isSignedBy(key: Uint8Array, of: { id: string; expiresAt: Date }, signature: string): boolean {
  const [given, right] = [Buffer.from(signature), Buffer.from(signatureOf(key, of))];
  return given.length === right.length && timingSafeEqual(given, right);
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

const sayCell = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString().replace("T", " ").slice(0, 16);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};

/** "addedAt" → "Added at". */
const sayColumn = (name: string): string => {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** One table of the readable page: its first rows; `more` are only in the files. */
export type ShownTable = { file: string; rows: Record<string, unknown>[]; more: number };

const BASES: Record<Held["basis"], string> = {
  service: "for what you use the site for",
  consent: "because you agreed",
  safety: "for safety",
  catalogue: "for the catalogue",
};

/** The beginning of the readable page; no script, no style and no picture from elsewhere. */
export const pageHead = (username: string, madeAt: Date): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'unsafe-inline'">
<title>What Ridizi holds on ${escapeHtml(username)}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#16231e;background:#fff}
h2{margin-top:2.5rem;border-bottom:2px solid #16231e}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem}
th,td{border:1px solid #bbc7c1;padding:.25rem .5rem;text-align:left;vertical-align:top;max-width:28rem;overflow-wrap:anywhere}
img{height:10rem;margin:0 .5rem .5rem 0}
</style></head><body>
<h1>What Ridizi holds on ${escapeHtml(username)}</h1>
<p>Made on ${madeAt.toISOString().slice(0, 10)}. Times are in UTC. The same is in the folder “data”, once as JSON for programs and once as CSV for spreadsheets.</p>
`;

export const pageFoot = "</body></html>\n";

/** One part of the readable page. */
export function pageSection(held: Held, tables: ShownTable[], pictures: string[]): string {
  const shown = tables.filter(({ rows }) => rows.length > 0);
  const content = shown.map(tableHtml).join("") || (pictures.length > 0 ? "" : "<p><em>Nothing.</em></p>");
  const images = pictures.map((file) => `<a href="${file}"><img src="${file}" alt="" loading="lazy"></a>`).join("");
  return `<section><h2>${escapeHtml(held.name)}</h2>
<p>${escapeHtml(held.what)}</p>
<p><strong>Why:</strong> ${escapeHtml(held.why)} (${BASES[held.basis]})<br><strong>Until when:</strong> ${escapeHtml(held.until)}</p>
${images && `<p>${images}</p>`}${content}</section>
`;
}

function tableHtml({ file, rows, more }: ShownTable): string {
  const names = Object.keys(rows[0] ?? {});
  const head = names.map((name) => `<th>${escapeHtml(sayColumn(name))}</th>`).join("");
  const body = rows
    .map((row) => `<tr>${names.map((name) => `<td>${escapeHtml(sayCell(row[name]))}</td>`).join("")}</tr>`)
    .join("\n");
  const rest = more > 0 ? `<p>And ${more.toLocaleString("en")} more in the files.</p>` : "";
  return `<p><a href="data/${file}.csv">${file}.csv</a> · <a href="data/${file}.json">${file}.json</a></p>
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table></div>${rest}`;
}
