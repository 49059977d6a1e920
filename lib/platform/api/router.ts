/** What is at an address: an operation with what the address names, or which methods there are instead, none for no such address. */
export type Found<Op> = { operation: Op; params: Record<string, string> } | { operation: null; allowed: string[] };

type Addressed = { method: string; path: string };

/** The parts of "/book/{isbn}". */
const partsOf = (path: string) => path.split("/").filter(Boolean);
const nameIn = (part: string): string | undefined => /^\{(\w+)\}$/.exec(part)?.[1];

/** Finds operations by method and address. A literal part of a path is stronger than a parameter in its place. */
export function createRouter<Op extends Addressed>(operations: Op[]) {
  const addressed = operations
    .map((operation) => ({ operation, parts: partsOf(operation.path) }))
    // "{" sorts after every letter and digit.
    .toSorted((one, other) => (one.operation.path < other.operation.path ? -1 : 1));

  return function find(method: string, segments: string[]): Found<Op> {
    const fitting = addressed.flatMap(({ operation, parts }) => {
      if (parts.length !== segments.length) return [];
      const params: Record<string, string> = {};
      const fits = parts.every((part, at) => {
        const name = nameIn(part);
        if (name === undefined) return part === segments[at];
        params[name] = segments[at] ?? "";
        return true;
      });
      return fits ? [{ operation, params }] : [];
    });
    const [found] = fitting.filter(({ operation }) => operation.method === method);
    return found ?? { operation: null, allowed: [...new Set(fitting.map(({ operation }) => operation.method))] };
  };
}
