import "server-only";

/**
 * onnxruntime ends the whole process, with a core dump, when its thread is ended in the middle of a call, as every thread
 * is when the process exits. So no task of such a thread is ever aborted, and an exit waits for the call under way, a
 * tenth of a second or two, and lets no other begin. Both sides share two numbers.
 */
export type NativeCalls = Int32Array<SharedArrayBuffer>;

const IS_CALLING = 0;
const IS_EXITING = 1;
/** A call that takes longer hangs. */
const WAIT_MAX_MS = 2_000;

/** For the main thread: what to hand to the thread with each task. */
export function nativeCalls(): NativeCalls {
  const calls = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  process.once("exit", () => {
    Atomics.store(calls, IS_EXITING, 1);
    Atomics.wait(calls, IS_CALLING, 1, WAIT_MAX_MS);
  });
  return calls;
}

/** For the thread: runs a call of native code, or none any more. */
export async function callNative<Value>(calls: NativeCalls, call: () => Promise<Value>): Promise<Value> {
  Atomics.store(calls, IS_CALLING, 1);
  // Said before it is looked at, on both sides: so one of them always sees the other.
  if (Atomics.load(calls, IS_EXITING) === 1) {
    endCall(calls);
    Atomics.wait(calls, IS_EXITING, 1);
  }
  try {
    return await call();
  } finally {
    endCall(calls);
  }
}

function endCall(calls: NativeCalls) {
  Atomics.store(calls, IS_CALLING, 0);
  Atomics.notify(calls, IS_CALLING);
}
