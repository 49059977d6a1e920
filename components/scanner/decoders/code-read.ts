/** A retail code as it stands on the picture, with the small code at its right: two digits or five. */
export type CodeRead = {
  code: string;
  addOn: string | null;
  /** The add-on of a decoder that looks for it after it has told the code. */
  addOnLater?: Promise<string | null>;
};

/** ZXing-C++ writes the add-on behind the code, and gives a code both with its add-on and without. */
export function codesOf(texts: string[]): CodeRead[] {
  const addOns = new Map<string, string | null>();
  for (const text of texts) {
    // Only EAN-13 and UPC-A (as EAN-13 with a leading 0) are followed by one.
    const [, code = text, addOn = null] = /^(\d{13})(\d{2}|\d{5})$/.exec(text) ?? [];
    addOns.set(code, addOn ?? addOns.get(code) ?? null);
  }
  return [...addOns].map(([code, addOn]) => ({ code, addOn }));
}
