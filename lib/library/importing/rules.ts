/** Names of collections that an import makes. Pure. */

/** Another name for a collection of books where one that fills itself has it. */
export const besides = (name: string): string => `${name.slice(0, 89)} (imported)`;
