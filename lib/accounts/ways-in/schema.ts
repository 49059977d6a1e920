/** By what an account can be signed in to. */
export type WaysIn = { hasPassword: boolean; passkeys: number; identities: number };
