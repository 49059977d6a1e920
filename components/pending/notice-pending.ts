const EVENT = "ridizi:pending";

/** Says that something the reader asked for is on its way, so that its end is watched for. */
export const noticePending = (): boolean => window.dispatchEvent(new Event(EVENT));

/** Calls back whenever it was said; answers with what ends that. */
export function onPendingNoticed(listener: () => void): () => void {
  window.addEventListener(EVENT, listener);
  return () => window.removeEventListener(EVENT, listener);
}
