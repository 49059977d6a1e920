import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "./fixtures";

const folder = () => path.join(process.env.E2E_DATA_DIR ?? "", "mail");

/** What quoted-printable makes of long lines, undone. */
const decoded = (eml: string) => eml.replace(/=\r?\n/g, "").replace(/=3D/g, "=");

async function readAll(): Promise<string[]> {
  const names = await readdir(folder()).catch(() => []);
  const files = names.filter((name) => name.endsWith(".eml"));
  return Promise.all(files.map(async (name) => decoded(await readFile(path.join(folder(), name), "utf8"))));
}

/** The letter to an address whose subject says this; waits for the worker to write it. `but` are those that came before. */
export async function letterTo(address: string, subject: RegExp, but: string[] = []): Promise<string> {
  const find = async () =>
    (await readAll()).find((eml) => {
      const [, said = ""] = /^Subject: (.*(?:\r?\n[ \t].*)*)/m.exec(eml) ?? [];
      return eml.includes(`To: ${address}`) && subject.test(said) && !but.includes(eml);
    });
  await expect.poll(find, { message: `a letter to ${address}`, timeout: 20_000 }).toBeDefined();
  return (await find()) ?? "";
}

/** The path of the link in a letter, on this site. */
export function linkIn(letter: string): string {
  const [url] = /https?:\/\/\S+\?secret=[\w-]{43}/.exec(letter) ?? [];
  if (!url) throw new Error("the letter has no link");
  const { pathname, search } = new URL(url);
  return pathname + search;
}
