// The browser of the end-to-end tests.
import { findProgram, installSystemPackages } from "./system-packages.mjs";

const ADVICE = [
  "Debian:          sudo apt-get install chromium",
  "Ubuntu, macOS:   install Chrome or Chromium, and name the program in CHROMIUM_PATH if it is not on the PATH",
].join("\n");

/** The Chromium or Chrome of this machine, or undefined. */
export function findChromium() {
  return (
    process.env.CHROMIUM_PATH || findProgram("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
  );
}

/** Installs Chromium where it is missing and apt-get works; throws a StepFailure with advice where it does not. */
export async function provideChromium({ say, signal }) {
  if (!findChromium())
    await installSystemPackages(["chromium"], {
      what: "Chromium, the browser of the end-to-end tests",
      advice: ADVICE,
      say,
      signal,
    });
}
