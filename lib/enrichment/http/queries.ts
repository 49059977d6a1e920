import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";

const background = new AsyncLocalStorage<true>();

/**
 * Does something that nobody waits for on the screen: whatever it asks of services leaves a share of each budget to what
 * readers ask meanwhile.
 */
export const inBackground = <Value>(work: () => Promise<Value>): Promise<Value> => background.run(true, work);

export const isInBackground = (): boolean => background.getStore() === true;
