/** ISBN → book: `POST /barcode`, `GET /api/book/<isbn>` and the book's page, of a running production server. */
import { option, p50p95, percentile, report, table, timesOf } from "./measure";
import { processorTimeOf } from "./processes";
import { openSite } from "./site.mjs";

const COVERS = 10_000;
const REQUESTS = 300;
const WARM_UPS = 20;

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
      await timesOf(WARM_UPS, work);
      let times: number[] = [];
      const processor = await processorTimeOf(web.pid, REQUESTS, async () => {
        times = await timesOf(REQUESTS, work, 0);
      });
      bareMs ||= percentile(times, 50);
      rows.push([name, p50p95(times), (percentile(times, 50) / bareMs).toFixed(1), processor]);
    }
    report(
      "bench:isbn",
      `Model ${site.model}. ${isbns.length} different books one after another.\n\n${table(["request", "p50 / p95", "× bare request", "processor time of the web process"], rows)}`,
    );
  } finally {
    await web.stop();
  }
} finally {
  await site.close();
}
