import { parseArgs } from "node:util";
import { startFakeProvider } from "./fake-provider/server";

const HELP = `npm run provider:fake [-- --port N]

Answers on this machine for Open Library, Google Books and the German National Library, from the demo catalogue and
a few books more. Tell it to fail, for all or for one ISBN:

  curl -X PUT URL/control/faults -d '[{"kind": "limited", "retryAfter": "3", "service": "googlebooks"}]'
  curl -X PUT URL/control/faults -d '[{"kind": "wrong-isbn", "isbn": "9783257229530", "times": 2}]'
  curl -X DELETE URL/control/faults
  curl URL/control/requests`;

const PORT = "4020";

const { values } = parseArgs({ options: { port: { type: "string", default: PORT }, help: { type: "boolean" } } });
if (values.help) {
  console.log(HELP);
} else {
  const provider = await startFakeProvider({ port: Number(values.port) });
  console.log(
    `${HELP.split("\n\n").slice(1).join("\n\n").replaceAll("URL", provider.url)}\n\nTo have Ridizi ask it:\n`,
  );
  for (const [name, value] of Object.entries(provider.settings)) console.log(`${name}=${value}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void provider.stop());
}
