import "server-only";

const registry = globalThis as typeof globalThis & { __ridizi?: Map<string, unknown> };

/**
 * One value per process. Next bundles a module once per route and again for `instrumentation.ts`,
 * so a module-level variable would exist several times: a pool, an index and a model must not.
 */
export function singleton<Value>(name: string, create: () => Value): Value {
  registry.__ridizi ??= new Map();
  if (!registry.__ridizi.has(name)) registry.__ridizi.set(name, create());
  return registry.__ridizi.get(name) as Value;
}
