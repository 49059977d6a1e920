/** What people hang on to a word that they were told to make longer is seldom more. */
const TRIMMED_MAX = 8;
const CORE_MIN = 4;

/**
 * The forms in which a password is looked for among the common ones: itself, what is repeated in it ("abcabcabc"), and the
 * word that digits and signs were hung on to ("Password2024!"). Small letters, one way of writing.
 */
export function commonForms(password: string): string[] {
  const whole = password.normalize("NFKC").toLowerCase().trim();
  const repeated = /^(.+?)\1+$/su.exec(whole)?.[1] ?? whole;
  const core = whole.replace(/^[^\p{L}]+/u, "").replace(/[^\p{L}]+$/u, "");
  const isHungOn = core.length >= CORE_MIN && whole.length - core.length <= TRIMMED_MAX;
  return [...new Set([whole, repeated, ...(isHungOn ? [core] : [])])];
}

/** The password of one sign alone, or of few in a row: in no list, and tried first all the same. */
export const isMonotonous = (password: string): boolean => new Set(password.toLowerCase()).size < 4;
