import "server-only";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { pathFor } from "./storage";

/** Letters break their lines wherever they like. */
const unbroken = (eml: string): string => eml.replace(/=\r?\n/g, "").toLowerCase();

/**
 * Removes the letters that lie in the folder of a site that sends none (`MAIL_URL=folder`) and in which one of these words
 * stands. Those that were sent are with whom they were sent to. Answers with how many.
 */
export async function forgetLettersNaming(words: string[]): Promise<number> {
  const folder = path.dirname(await pathFor("mail/any.eml"));
  const letters = (await readdir(folder)).filter((name) => name.endsWith(".eml"));
  let forgotten = 0;
  for (const name of letters) {
    const text = unbroken(await readFile(path.join(folder, name), "utf8"));
    if (!words.some((word) => text.includes(word.toLowerCase()))) continue;
    await rm(path.join(folder, name), { force: true });
    forgotten += 1;
  }
  return forgotten;
}
