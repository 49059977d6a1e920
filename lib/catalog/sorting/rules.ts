/**
 * By which letters titles and names are put in order: a title without its leading article, a person by the family name.
 * Pure. What these give is stored with each book; whoever changes them raises INDEX_VERSION in lib/search/rules.
 */

/** What fits the columns. */
const LENGTH_MAX = 250;

/** Leading articles by language. "lang *" is of no language: words that are an article wherever they lead. */
const ARTICLES: Record<string, string> = {
  en: "the a an",
  de: "der die das ein eine",
  nl: "de het een 't",
  fr: "le la les un une des l'",
  es: "el la los las lo un una unos unas",
  it: "il lo la i gli le un uno una l' un'",
  pt: "o a os as um uma",
  ca: "el la els les un una l'",
  sv: "en ett den det de",
  da: "en et den det de",
  nb: "en ei et den det de",
  nn: "ein ei eit den det dei",
  no: "en ei et den det de",
  hu: "a az egy",
  ga: "an na",
  cy: "y yr",
  el: "ο η το οι τα ένας μια ένα",
  eo: "la",
  // "Die Hard" and "Des Moines" are English, "De profundis" is Latin: of no known language, only what is hardly ever a word.
  "*": "the a an der das le la les el los il gli het l'",
};

const articlesOf = Object.fromEntries(Object.entries(ARTICLES).map(([tag, words]) => [tag, new Set(words.split(" "))]));

/** "A is for Alibi", "A to Z", "A & P": a letter, and no article. */
const NO_ARTICLE = /^a (?:is|was|to|of|for|and|&|la|cappella)(?: |$)/iu;
const FIRST_WORD = /^(?:([lL]|[uU]n)['’]|(['’][tT]|\p{L}+)\s+)(?=\S)/u;
/** Quotes, brackets, dots and the signs that open a Spanish question. */
const LEADING_SIGNS = /^[^\p{L}\p{N}]+(?=[\p{L}\p{N}])/u;
const LEADING_SIGNS_BUT_T = /^(?!['’][tT]\s)[^\p{L}\p{N}]+(?=[\p{L}\p{N}])/u;
const DIGITS = /\d+/g;
/** So that "Volume 10" follows "Volume 9". */
const DIGITS_LENGTH = 6;

const padded = (text: string) => text.replace(DIGITS, (digits) => digits.padStart(DIGITS_LENGTH, "0"));

/**
 * A title as lists are sorted by it: without the article of its language at the front ("The Hobbit" is "Hobbit", "L'Étranger"
 * is "Étranger", but "Die Hard" stays), without opening signs, its numbers in the order of numbers.
 */
export function sortTitle(title: string, languageCode: string | null): string {
  const language = languageCode?.toLowerCase().split("-")[0] ?? "*";
  const articles = articlesOf[language] ?? articlesOf["*"];
  const bare = title.normalize("NFC").trim().replace(LEADING_SIGNS_BUT_T, "");
  const [whole, elided, word = elided ? `${elided}'` : ""] = FIRST_WORD.exec(bare) ?? [];
  const isArticle =
    whole !== undefined && articles?.has(word.replace("’", "'").toLowerCase()) && !NO_ARTICLE.test(bare);
  const rest = isArticle ? bare.slice(whole.length).replace(LEADING_SIGNS, "") : bare;
  return padded(/[\p{L}\p{N}]/u.test(rest) ? rest : bare).slice(0, LENGTH_MAX);
}

/** In small letters these stand behind the given name: "Beethoven, Ludwig van". */
const PARTICLES = new Set(
  "von vom zu zum zur van der den ter ten te op af av de del di da dal do dos das e y d' d’ 't ’t of".split(" "),
);
/** And these stay with the family name, in small letters too: "du Maurier, Daphne". In capitals all of them do. */
const JOINED = new Set("le la les du des della dello dell' el al ibn bin ben bint abu ap ó".split(" "));
const CAPITAL_PARTICLES = new Set([...PARTICLES, ...JOINED, "st.", "st", "saint", "san", "santa", "mac", "mc", "o'"]);
const SUFFIX = /^(?:jr|sr|ii|iii|iv|esq|ph\.?d|m\.?d|m\.?a)\.?$/iu;
/** Two of these side by side are the names of both parents: "García Márquez, Gabriel". */
const SPANISH =
  /^(?:garc[ií]a|vargas|ruiz|rivera|castro|ortega|bioy|garro|mu[ñn]oz|reyes|vel[aá]zquez|\p{Lu}\p{L}{2,}[eéií]z)$/iu;
const SPANISH_GIVEN = /^(?:in[eé]z|beatriz|aziz|felix|f[eé]liz)$/iu;
/** Names of houses, schools and the like, and of several at once, are no person's. */
const NO_PERSON =
  /[&/+]|\b(?:and|und|et|of|for|the|inc|ltd|llc|gmbh|co|corp|company|council|society|university|institute|press|association|staff|editors|magazine|museum|committee|foundation|department|group|studio|studios|books|publishing|publications|church|bank|team|board|office|anonymous|various|unknown|national|international|american)\b/iu;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * A name as lists are sorted by it, family name first: "Tolkien, J.R.R.", "Beauvoir, Simone de", "Le Guin, Ursula K.",
 * "King, Martin Luther, Jr.". What is no person's name, or is written with the family name first, stays as it is.
 */
export function sortName(name: string): string {
  return ordered(name.normalize("NFC").replace(/\s+/g, " ").trim()).slice(0, LENGTH_MAX);
}

function ordered(name: string): string {
  const [person = "", ...suffixes] = name.split(/,\s*/);
  // "Tolkien, J.R.R." is so already; of "King, Jr." the comma is the suffix's.
  if (suffixes.some((part) => !SUFFIX.test(part)) || NO_PERSON.test(person) || UNSPACED.test(person)) return name;
  const words = person.split(" ");
  while (words.length > 2 && SUFFIX.test(words.at(-1) ?? "")) suffixes.unshift(words.pop() ?? "");
  if (words.length < 2) return name;
  const start = startOfFamilyName(words);
  // Small particles right in front of it go behind the given name; a name may be all particles and a word.
  let given = start;
  while (given > 1 && isParticle(words[given - 1] ?? "")) given -= 1;
  const family = words
    .slice(start)
    .join(" ")
    .replace(/^d['’](?=\p{Lu})/u, "");
  const elided = /^d['’](?=\p{Lu})/u.exec(words[start] ?? "")?.[0];
  const rest = [...words.slice(0, start), ...(elided ? [elided] : [])].join(" ");
  return [family, rest, ...suffixes].filter((part) => part !== "").join(", ");
}

const isParticle = (word: string) => PARTICLES.has(word);

function startOfFamilyName(words: string[]): number {
  let start = words.length - 1;
  const before = () => words[start - 1] ?? "";
  const isSpanish = (word: string) => SPANISH.test(word) && !SPANISH_GIVEN.test(word);
  if (start > 1 && isSpanish(before())) start -= 1;
  // "Miguel de Cervantes Saavedra": the family name begins behind the particle.
  const particle = words.findIndex((word, at) => at > 0 && at < start - 1 && isParticle(word));
  if (particle > 0) {
    const first = words.findIndex((word, at) => at > particle && !isParticle(word) && !JOINED.has(word));
    if (first > 0 && first < start) start = first;
  }
  // "Le Guin", "Van Loon": in capitals it is a part of the name; "du Maurier" is one anyway, "de la Cruz" none.
  while (start > 1 && isCapitalParticle(before())) start -= 1;
  if (start > 1 && JOINED.has(before()) && !isParticle(words[start - 2] ?? "")) start -= 1;
  return start;
}

/** "De" is one, "DE" and "de" are not. */
const isCapitalParticle = (word: string): boolean =>
  /^\p{Lu}\p{Ll}*['’.]?$/u.test(word) && word.length > 1 && CAPITAL_PARTICLES.has(word.toLowerCase());
