/** A list, the newest first, without so many of the oldest that are done with as it is too long: what is still open stays. */
export function newestOf<Item>(items: readonly Item[], max: number, isDone: (item: Item) => boolean): Item[] {
  const surplus = items.length - max;
  if (surplus <= 0) return [...items];
  const gone = new Set(items.filter(isDone).slice(-surplus));
  return items.filter((item) => !gone.has(item));
}
