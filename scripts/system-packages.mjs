// Programs that npm cannot bring: looked up on the machine, installed with apt-get where that is possible.
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { runCommand } from "./run-command.mjs";
import { StepFailure } from "./steps.mjs";

// Debian keeps servers in sbin, which ordinary users do not have on their PATH; Homebrew has two homes.
const MORE_PLACES = [
  "/usr/sbin",
  "/usr/local/sbin",
  "/usr/local/bin",
  "/opt/homebrew/bin",
  "/opt/homebrew/opt/mariadb/bin",
  "/usr/local/opt/mariadb/bin",
];

/** The full path of the first of these programs that can be run, or undefined. */
export function findProgram(...names) {
  const places = [...(process.env.PATH ?? "").split(path.delimiter), ...MORE_PLACES].filter(Boolean);
  for (const name of names) {
    for (const place of places) {
      const file = path.join(place, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not here; look on.
      }
    }
  }
  return undefined;
}

/** How to become root without being asked for a password: [] for root, the sudo words, or undefined. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = findProgram("sudo");
  if (!sudo) return undefined;
  return runCommand(sudo, ["-n", "true"]).then(
    () => [sudo, "-n"],
    () => undefined,
  );
}

// Debian starts a server as soon as its package is installed, and again at every boot. Ours run from the data
// directory, so both are held back, and only for what this very call brings. Exit status 101 means "not allowed".
// A word "a|b" names the same package under two releases' names; the first that exists is taken.
const INSTALL_SCRIPT = `
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 1' INT TERM HUP
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
apt-get -o DPkg::Lock::Timeout=300 update || echo "The package lists could not be refreshed; going on with the old ones."
packages=""
for choice in "$@"; do
  for name in $(echo "$choice" | tr '|' ' '); do
    if apt-cache show "$name" > /dev/null 2>&1; then break; fi
  done
  packages="$packages $name"
done
apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $packages
if [ -d /run/systemd/system ]; then
  case "$packages " in *" mariadb-server "*) systemctl disable mariadb || true ;; esac
  case "$packages " in *" redis-server "*) systemctl disable redis-server || true ;; esac
fi
`;

/**
 * Installs Debian packages when this machine has apt-get and we are root or may use sudo without a password;
 * otherwise, or when it fails, throws a StepFailure that carries `advice`.
 */
export async function installSystemPackages(packages, { what, advice, say, signal }) {
  const apt = findProgram("apt-get");
  const prefix = apt ? await rootPrefix() : undefined;
  if (!prefix) {
    const reason = apt
      ? "Installing it needs root, or sudo without a password."
      : "There is no apt-get to install it with.";
    throw new StepFailure(`Not found on this machine: ${what}. ${reason}`, advice);
  }
  say(`installing ${packages.join(", ")}`);
  const [command, ...args] = [...prefix, "sh", "-c", INSTALL_SCRIPT, "install", ...packages];
  await runCommand(command, args, {
    signal,
    onLine: (line) => say(line),
    failure: `Installing ${packages.join(", ")} failed`,
    advice,
  });
}
