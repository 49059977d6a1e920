/** "covers.embed_cover" → "Embed cover" */
export function jobName(name: string): string {
  const words = name.slice(name.indexOf(".") + 1).replaceAll("_", " ");
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** "vector-index" → "Vector index" */
export const queueName = (name: string): string => jobName(name.replaceAll("-", "_"));

const numbers = new Intl.NumberFormat("en");
export const sayNumber = (count: number): string => numbers.format(count);
