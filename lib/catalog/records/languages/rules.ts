/** What libraries write where they do not say a language. */
const UNDECIDED = new Set(["und", "zxx", "mis", "null", "nan", "none", "n/a", "--"]);

const TAG_LENGTH_MAX = 10;

/** "en" and "en-GB" are one language. */
export const isSameLanguage = (one: string, other: string): boolean => one.split("-")[0] === other.split("-")[0];

/** A language code of any kind as BCP 47: "eng" is "en", "fre" is "fr", "en_us" is "en-US"; null for what is none. */
export function toLanguageTag(code: string): string | null {
  const text = code.trim().replaceAll("_", "-");
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i.test(text) || UNDECIDED.has(text.toLowerCase())) return null;
  try {
    const [tag] = Intl.getCanonicalLocales(text);
    return tag && tag.length <= TAG_LENGTH_MAX ? tag : null;
  } catch {
    return null;
  }
}

// Made once: building it costs more than the thousand names it will give.
const languageNames = new Intl.DisplayNames(["en"], { type: "language" });

/** "French" for "fr"; a code that nobody knows stays as it is. */
export function languageName(code: string): string {
  try {
    return languageNames.of(code) ?? code;
  } catch {
    return code; // not the shape of a language tag
  }
}
