/** Every bench, one after the other: on two cores two at once would measure each other. Options (`--record`) go to each. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
const options = process.argv.slice(2);
const failed = Object.entries(scripts).flatMap(([name, command]) => {
  if (!name.startsWith("bench:")) return [];
  console.log(`\n# ${name}`);
  // A test that counts kills records nothing; it holds or fails.
  const given = command.includes("vitest") || options.length === 0 ? [] : ["--", ...options];
  return spawnSync("npm", ["run", "--silent", name, ...given], { stdio: "inherit" }).status === 0 ? [] : [name];
});
if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
