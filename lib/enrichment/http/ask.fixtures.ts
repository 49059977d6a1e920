import { readText } from "./adapters/client";
import type { Service } from "./schema";

// A process of its own that asks a service so many times at once: `ask.fixtures.ts <service as JSON> <times>`.
const [serviceJson = "", times = "0"] = process.argv.slice(2);
const service: Service = JSON.parse(serviceJson);
const reasons = await Promise.all(
  Array.from({ length: Number(times) }, (_, at) =>
    readText(service, new URL(`${service.baseUrl}/${process.pid}/${at}`), {
      accept: "application/json",
      parse: (body) => body,
      isLacking: () => false,
      signal: new AbortController().signal,
    }).then(
      () => "answered",
      (error: { reason: string }) => error.reason,
    ),
  ),
);
process.stdout.write(`${JSON.stringify(reasons)}\n`);
process.exit(0);
