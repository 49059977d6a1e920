import "server-only";
import { singleton } from "@/lib/platform/singleton";

/** Loaded when the first password is chosen: a process that only reads books need not hold it. */
const list = () =>
  singleton("common-passwords", async () => {
    const { dictionary } = await import("@zxcvbn-ts/language-common");
    return new Set(dictionary["passwords-common"]);
  });

/** Whether one of these is among some 49,000 passwords that are used most; the list is on this machine, nobody is asked. */
export async function isCommon(forms: string[]): Promise<boolean> {
  const common = await list();
  return forms.some((form) => common.has(form));
}
