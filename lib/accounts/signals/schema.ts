/**
 * What is counted because much of it means trouble, each under a subject and with an other:
 * `sign_in_failed_from` an address, with the accounts that were tried; `sign_in_failed_on` an account, with the addresses it
 * was tried from; `key_refused` and `key_used` a key, with addresses; `export_made` an account; `asked` who asked for matches
 * and searches. `lib/ops/incidents` reads them.
 */
export const SIGNALS = [
  "sign_in_failed_from",
  "sign_in_failed_on",
  "key_refused",
  "key_used",
  "export_made",
  "asked",
] as const;
export type Signal = (typeof SIGNALS)[number];
