/**
 * From the scan of an ISBN that the catalogue does not know to the page of the book: `POST /barcode`, the status until the
 * book is found, and `GET /book/<isbn>`, of a running production server with its worker, both beside the fake provider.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { randomIsbn } from "../db/factories";
import type { FakeBook } from "../scripts/fake-provider/books";
import { startFakeProvider } from "../scripts/fake-provider/server";
import { option, p50p95, percentile, report, table } from "./measure";
import { openSite } from "./site.mjs";

const BOOKS = 30;
/** As often as the page of a reader asks. */
const POLL_MS = 300;
const GIVE_UP_MS = 30_000;
const BUDGET_MS = 2_000;

const bookOf = (at: number): FakeBook => ({
  title: `Measured in seconds, volume ${at}`,
  workKey: `measured-${at}`,
  authors: ["Ada Measure"],
  ...randomIsbn(),
  ...{ publicationDate: "2001-05", pages: 200 + at, languageCode: "en", publisher: "Bench & Sons" },
  ...{ genres: ["Fiction"], description: "A book that nobody has read yet." },
});

const books = Array.from({ length: Number(option("books") ?? BOOKS) }, (_, at) => bookOf(at));
const fake = await startFakeProvider({ books });
const site = await openSite(0);
// Each run asks for books that no run before has asked for, so what they leave behind does not matter.
Object.assign(site.env, fake.settings, { PROVIDER_CONTACT: "bench@ridizi.example" });
const worker = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "workers/index.ts"], {
  env: { ...process.env, ...site.env },
  stdio: ["ignore", "ignore", "inherit"],
});
const workerEnded = once(worker, "exit");
/** Rejects when the worker ends before it is told to: nothing would ever be found. */
const withoutWorker = workerEnded.then(([code, signal]): never => {
  throw new Error(`the worker ended by itself with ${code ?? signal}`);
});
withoutWorker.catch(() => undefined);

try {
  const web = await Promise.race([site.startWeb(), withoutWorker]);
  try {
    await Promise.race([measure(web.address), withoutWorker]);
  } finally {
    await web.stop();
  }
} finally {
  worker.kill("SIGTERM");
  await workerEnded;
  await site.close();
  await fake.stop();
}

async function measure(address: string): Promise<void> {
  const get = async (path: string, init?: RequestInit) => fetch(`${address}${path}`, init);
  const times = { asked: [] as number[], found: [] as number[], page: [] as number[], cover: [] as number[] };
  for (const { isbn13, title } of books) {
    const startedAt = performance.now();
    const since = () => performance.now() - startedAt;
    const body = JSON.stringify({ isbn: isbn13 });
    const asked = await get("/barcode", { method: "POST", headers: { "Content-Type": "application/json" }, body });
    if (asked.status !== 202) throw new Error(`POST /barcode answered ${asked.status}`);
    const { status_url } = await asked.json();
    times.asked.push(since());
    const until = async (states: string[]) => {
      for (;;) {
        const { status } = await (await get(status_url)).json();
        if (states.includes(status)) return;
        if (since() > GIVE_UP_MS) throw new Error(`${isbn13} is still ${status} after ${GIVE_UP_MS} ms`);
        await sleep(POLL_MS);
      }
    };
    await until(["found", "ready"]);
    times.found.push(since());
    const page = await get(`/book/${isbn13}`);
    if (page.status !== 200 || !(await page.text()).includes(title)) throw new Error(`${isbn13} has no page`);
    times.page.push(since());
    await until(["ready"]);
    times.cover.push(since());
  }
  const rows = [
    ["asked for (202)", p50p95(times.asked)],
    ["found", p50p95(times.found)],
    ["page of the book", p50p95(times.page)],
    ["cover stored", p50p95(times.cover)],
  ];
  const worst = Math.max(...times.page);
  const verdict =
    worst <= BUDGET_MS ? "all within" : `${percentile(times.page, 95) <= BUDGET_MS ? "95 % within" : "NOT within"}`;
  report(
    "bench:pending",
    `${books.length} ISBNs one after another, asked every ${POLL_MS} ms. From scan to page: ${verdict} the 2 s (longest ${Math.round(worst)} ms).\n\n${table(["since the scan", "p50 / p95"], rows)}`,
  );
}
