/** ISBN → book: `POST /barcode`, `GET /api/book/<isbn>` and the book's page, of a running production server. */
import { option, p50p95, percentile, report, table, timesOf } from "./measure";
import { openSite } from "./site.mjs";

const COVERS = 10_000;
const REQUESTS = 300;

const site = await openSite(Number(option("covers") ?? COVERS));
try {
  const isbns = await site.run<string[]>("bench/isbns.ts", String(REQUESTS));
  const web = await site.startWeb();
  try {
    const isbnOf = (at: number) => isbns[at % isbns.length] ?? "";
    async function get(path: string, init?: RequestInit) {
      const response = await fetch(`${web.address}${path}`, init);
      await response.arrayBuffer();
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
    }
    const routes: [string, (at: number) => Promise<void>][] = [
      ["bare request (`/api/v1/health/live`)", () => get("/api/v1/health/live")],
      [
        "`POST /barcode`",
        (at) =>
          get("/barcode", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ isbn: isbnOf(at) }),
          }),
      ],
      ["`GET /api/book/<isbn>`", (at) => get(`/api/book/${isbnOf(at)}`)],
      ["`GET /book/<isbn>`, the page", (at) => get(`/book/${isbnOf(at)}`)],
    ];
    const rows: string[][] = [];
    let bareMs = 0;
    for (const [name, work] of routes) {
      const times = await timesOf(REQUESTS, work, 20);
      bareMs ||= percentile(times, 50);
      rows.push([name, p50p95(times), (percentile(times, 50) / bareMs).toFixed(1)]);
    }
    report(
      "bench:isbn",
      `${isbns.length} different books one after another.\n\n${table(["request", "p50 / p95", "× bare request"], rows)}`,
    );
  } finally {
    await web.stop();
  }
} finally {
  await site.close();
}
