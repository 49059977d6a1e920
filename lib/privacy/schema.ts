/** Of whom something is held: by the number of the account, and by the reference that the audit log knows it by. */
export type Person = { id: number; auditRef: string };
