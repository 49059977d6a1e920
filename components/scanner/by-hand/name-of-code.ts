/** A scanned book in words: its title, or its number where that is all there is. Never rejects. */
export async function nameOfCode(isbn13: string): Promise<string> {
  try {
    // Seldom needed, and asked for on every page.
    const { getBook } = await import("../lookup/lookup-client");
    const found = await getBook(isbn13, new AbortController().signal);
    if (found.ok && found.finding.kind === "match") return `“${found.finding.best.book.title}”`;
  } catch {
    // Its code has not come: what was scanned must not vanish for that.
  }
  return `ISBN ${isbn13}`;
}
