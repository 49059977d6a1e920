import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  describeProcess,
  endLeftovers,
  isRunning,
  leftoverNames,
  OWNER_VARIABLE,
  readRecord,
  recordProcess,
  releaseLock,
  takeLock,
} from "./processes.mjs";
import { createSupervisor } from "./supervisor.mjs";

let dir: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), "ridizi-processes-"));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

/** A process that would go on for a minute; `code` runs in it first. */
async function startProcess(code = "", environment: Record<string, string> = {}) {
  const script = `${code};setTimeout(() => {}, 60_000);console.log("up")`;
  const child = spawn(process.execPath, ["-e", script], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
    env: { ...process.env, ...environment },
  });
  children.push(child);
  if (child.pid === undefined || !child.stdout) throw new Error("the process did not start");
  await once(child.stdout, "data");
  return { pid: child.pid, ended: once(child, "exit") };
}

describe("what an earlier run left behind", () => {
  it("is ended, whole, and forgotten", async () => {
    const grandchild = 'require("node:child_process").spawn("sleep", ["60"], { stdio: "ignore" })';
    const left = await startProcess(`const child = ${grandchild}; process.stdout.write(child.pid + " ")`, {
      [OWNER_VARIABLE]: dir,
    });
    recordProcess(dir, "web", left.pid);
    expect(await endLeftovers(dir, leftoverNames(dir), dir)).toEqual(["web"]);
    await left.ended;
    expect(existsSync(path.join(dir, "web.json"))).toBe(false);
  });

  it("is ended by force when it does not listen", async () => {
    const left = await startProcess('process.on("SIGTERM", () => {})');
    recordProcess(dir, "web", left.pid);
    await endLeftovers(dir, ["web"], dir, { timeoutMs: 200 });
    expect(await left.ended).toEqual([null, "SIGKILL"]);
  });

  it("is never a stranger who got the same number later", async () => {
    const stranger = await startProcess();
    const record = describeProcess(stranger.pid);
    writeFileSync(path.join(dir, "web.json"), JSON.stringify({ ...record, started: "1" }));
    expect(await endLeftovers(dir, ["web"], dir)).toEqual([]);
    expect(isRunning(record)).toBe(true);
  });

  it("is nothing from before the machine was started anew", async () => {
    const stranger = await startProcess("", { [OWNER_VARIABLE]: dir });
    const record = describeProcess(stranger.pid);
    writeFileSync(path.join(dir, "web.json"), JSON.stringify({ ...record, boot: "another" }));
    expect(await endLeftovers(dir, ["web"], dir)).toEqual([]);
    expect(isRunning(record)).toBe(true);
  });
});

describe("a lock", () => {
  it("is held by one process until that gives it back", async () => {
    const file = path.join(dir, "lock");
    expect(await takeLock(file, { url: "here" })).toBeUndefined();
    expect(await takeLock(file)).toMatchObject({ pid: process.pid, url: "here" });
    releaseLock(file);
    expect(await takeLock(file)).toBeUndefined();
  });

  it.each(["", "{", JSON.stringify({ pid: 1, started: "1", boot: "another" })])(
    "of nobody alive is taken over: %j",
    async (text) => {
      const file = path.join(dir, "lock");
      writeFileSync(file, text);
      expect(await takeLock(file)).toBeUndefined();
      expect(readRecord(file)).toMatchObject({ pid: process.pid });
    },
  );
});

describe("the supervisor", () => {
  const said: string[] = [];

  function supervise(giveUp: (failure: Error) => void = () => undefined) {
    said.length = 0;
    return createSupervisor({ dataDir: dir, say: (text: string) => said.push(text), giveUp, backoffMs: 10 });
  }

  const node = (name: string, code: string) => ({ name, command: process.execPath, args: ["-e", code] });
  const pidOf = (name: string) => readRecord(path.join(dir, "run", `${name}.json`))?.pid ?? 0;

  it("starts again what is killed, and says so", async () => {
    const supervisor = supervise();
    await supervisor.start(node("web", "setTimeout(() => {}, 60_000)"));
    const first = pidOf("web");
    expect(first).toBeGreaterThan(0);
    process.kill(first, "SIGKILL");
    await expect.poll(() => said, { timeout: 10_000 }).toContain("web is running again");
    expect(said[0]).toContain("web was ended by SIGKILL");
    expect(pidOf("web")).not.toBe(first);
    await supervisor.stop();
    expect(pidOf("web")).toBe(0);
  });

  it("gives up after five failures in a row and shows the last output", async () => {
    const failure = new Promise<Error>((resolve) => {
      const supervisor = supervise(resolve);
      supervisor.start(node("web", 'setTimeout(() => { console.error("boom"); process.exit(3) }, 50)'));
    });
    expect(await failure).toMatchObject({
      message: "web failed 5 times in a row; the last time it ended with code 3.",
      output: Array(5).fill("boom"),
    });
    expect(said).toHaveLength(8);
  });

  it("tries what can be spared again and again, with longer rests, and lets the others run", async () => {
    let failure: Error | undefined;
    const supervisor = supervise((reason) => {
      failure = reason;
    });
    await supervisor.start(node("web", "setTimeout(() => {}, 60_000)"));
    const web = pidOf("web");
    await supervisor.start({ ...node("worker", "process.exit(3)"), isSpared: true });
    const rests = () => said.flatMap((text) => /^worker ended with code 3; .* in (\S+) s /.exec(text)?.[1] ?? []);
    await expect.poll(rests, { timeout: 20_000 }).toContain("0.64");
    expect(rests().slice(0, 7)).toEqual(["0.01", "0.02", "0.04", "0.08", "0.16", "0.32", "0.64"]);
    expect([failure, pidOf("web")]).toEqual([undefined, web]);
    await supervisor.stop();
  });

  it("refuses at once what ends before it is ready", async () => {
    const supervisor = supervise();
    const spec = { ...node("web", 'console.log("no port"); process.exit(1)'), ready: () => sleep(10_000) };
    await expect(supervisor.start(spec)).rejects.toMatchObject({
      message: "web ended with code 1 before it was ready.",
      output: ["no port"],
    });
    await supervisor.stop();
  });

  it("stops in the opposite order of starting, and ends by force what does not listen", async () => {
    const supervisor = supervise();
    const spec = (name: string, onTerm: string) => ({
      ...node(name, `process.on("SIGTERM", () => { ${onTerm} }); setTimeout(() => {}, 60_000); console.log("up")`),
      stopTimeoutMs: 300,
      ready: () => expect.poll(() => supervisor.tail(name), { timeout: 10_000 }).toContain("up"),
    });
    await supervisor.start(spec("mariadb", `require("node:fs").accessSync("${dir}/web-was-here"); process.exit(0)`));
    await supervisor.start(spec("web", `require("node:fs").writeFileSync("${dir}/web-was-here", "")`));
    await supervisor.stop();
    expect(said).toEqual(["web did not stop within 0.3 s and is ended"]);
    expect([pidOf("web"), pidOf("mariadb")]).toEqual([0, 0]);
  });
});
