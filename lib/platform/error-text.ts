/** A failed query repeats its parameters in its message: what a person typed, hashes, whole pictures. */
const PARAMETERS = /^params: .*(?:\n(?!\s+at ).*)*/m;
/** A mail server repeats whom it refuses. Looked for from the beginning of a word alone, or long words would take long. */
const ADDRESS = /(?<![\p{L}\p{N}.!#$%&'*+=?^_`{|}~-])[\p{L}\p{N}.!#$%&'*+=?^_`{|}~-]+@(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu;

/** Message and stack of an error as they may be kept: without what people typed, and without their addresses. */
export function keptText(error: Error): { message: string; stack: string | undefined } {
  const isQuery = "query" in error && "params" in error;
  const kept = (text: string) => (isQuery ? text.replace(PARAMETERS, "params: …") : text).replace(ADDRESS, "(address)");
  return { message: kept(error.message), stack: error.stack === undefined ? undefined : kept(error.stack) };
}
