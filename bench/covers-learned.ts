/** The part of covers.ts that runs in the product's own environment: learns every cover and says how long it took. */
import { closeDatabase } from "@/db/client";
import { extractCoverFeatures } from "@/lib/covers/features/commands";
import { listCoversWithoutFeatures } from "@/lib/covers/features/queries";
import { coverEncoder } from "@/lib/covers/vectors/adapters/cover-encoder";
import { embedMissing } from "@/lib/covers/vectors/commands";
import { redis } from "@/lib/platform/redis";
import { timed } from "./measure";

const COVERS_MAX = 1_000_000;
/** As many at once as etl:index gives to the threads. */
const AT_ONCE = 16;

const { modelId } = await coverEncoder();
const embedding = await timed(() => embedMissing(modelId));
const ids = await listCoversWithoutFeatures(COVERS_MAX);
const describing = await timed(async () => {
  for (let at = 0; at < ids.length; at += AT_ONCE)
    await Promise.all(ids.slice(at, at + AT_ONCE).map((id) => extractCoverFeatures(id)));
});
console.log(
  JSON.stringify({
    model: `${modelId.model}@${modelId.version}`,
    ...{ vectors: embedding.value.embedded, vectorsMs: embedding.ms },
    ...{ features: ids.length, featuresMs: describing.ms },
  }),
);
await closeDatabase();
redis().disconnect();
process.exit(0);
