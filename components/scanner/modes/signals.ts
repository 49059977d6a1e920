import type { Tone } from "@/lib/scanning/schema";

/** How a device tells of an act besides the screen. Sound is off until somebody wants it: scanners stand in libraries. */
export type Signals = { sound: boolean; haptics: boolean };

/** Frequency in hertz and start in milliseconds of each beep: high and single for done, lower and double for what was there. */
const BEEPS: Record<Tone, { hertz: number; at: number; ms: number }[]> = {
  done: [{ hertz: 1_320, at: 0, ms: 90 }],
  present: [
    { hertz: 880, at: 0, ms: 70 },
    { hertz: 880, at: 120, ms: 70 },
  ],
  alert: [{ hertz: 330, at: 0, ms: 280 }],
};

/** Told apart by a hand that does not look. */
const PATTERNS: Record<Tone, number[]> = { done: [30], present: [30, 60, 30], alert: [160] };

const LOUDNESS = 0.12;

let audio: AudioContext | null = null;

/** Lets the device sound: browsers want a touch or a key for that. */
export function allowSound(): void {
  if (typeof AudioContext === "undefined") return;
  audio ??= new AudioContext();
  void audio.resume().catch(() => undefined);
}

/** Tells how an act ended, to ear and hand. */
export function signal(tone: Tone, { sound, haptics }: Signals): void {
  // Browsers refuse, and complain, before the reader has touched the page.
  if (haptics && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(PATTERNS[tone]);
  if (!sound) return;
  allowSound();
  if (audio?.state === "running") for (const beep of BEEPS[tone]) play(audio, beep);
}

function play(context: AudioContext, { hertz, at, ms }: { hertz: number; at: number; ms: number }): void {
  const from = context.currentTime + at / 1000;
  const until = from + ms / 1000;
  const [oscillator, gain] = [context.createOscillator(), context.createGain()];
  oscillator.frequency.value = hertz;
  // Faded, since a tone that is cut off clicks.
  gain.gain.setValueAtTime(LOUDNESS, from);
  gain.gain.exponentialRampToValueAtTime(0.001, until);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(until);
}
