import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { envSchema } from "@/lib/platform/env";

// No Docker engine is needed here: these tests keep the files for containers in step with the product.
type Service = {
  build?: string;
  image: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  volumes?: string[];
  ports?: string[];
  networks?: string[];
  read_only?: boolean;
  tmpfs?: string[];
  security_opt?: string[];
  cap_drop?: string[];
};

const read = (file: string) => readFileSync(file, "utf8");
const composeText = read("compose.yaml");
const compose: {
  services: Record<string, Service>;
  volumes: Record<string, null>;
  networks: Record<string, { internal?: boolean } | null>;
} = parse(composeText, {
  merge: true,
});
const services = Object.entries(compose.services);
const ours = services.filter(([, service]) => service.build);

// Lines that end in a backslash go on in the next one.
const dockerfile = read("Dockerfile")
  .replace(/\\\n/g, " ")
  .split("\n")
  .map((line) => line.trim());
const instructions = (name: string) =>
  dockerfile.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
const finalStage = dockerfile.slice(dockerfile.findLastIndex((line) => line.startsWith("FROM ")));
const copied = finalStage
  .filter((line) => /^COPY (?!--from)/.test(line))
  .flatMap((line) => line.split(/\s+/).slice(1, -1));

const example = read(".env.example");
const exampleNames = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1] ?? "");
const knownNames: string[] = envSchema.keyof().options;

describe(".env.example", () => {
  it("names every variable of the schema and no other", () => {
    expect(exampleNames.toSorted()).toEqual(knownNames.toSorted());
  });

  it("shows the defaults that the schema has", () => {
    const shown = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.+)$/gm)].map((match) => [match[1], match[2]]);
    const values: Record<string, string> = Object.fromEntries(shown);
    // The schema leaves the address open, since it follows from the port.
    delete values.APP_URL;
    expect(envSchema.parse(values)).toEqual(envSchema.parse({}));
  });

  it("explains each variable, alone or with its neighbours", () => {
    for (const paragraph of example.split("\n\n").filter((text) => /^# [A-Z_0-9]+=/m.test(text))) {
      expect(paragraph.split("\n")[0]).toMatch(/^# [A-Z].* .*/);
    }
  });
});

describe("compose.yaml", () => {
  it("asks only for variables that .env.example explains", () => {
    const asked = [...composeText.matchAll(/\$\{([A-Z_0-9]+)/g)].map((match) => match[1]);
    expect(asked.filter((name) => !exampleNames.includes(name ?? ""))).toEqual([]);
  });

  it("gives our containers only variables that the product reads", () => {
    for (const [name, { environment = {} }] of ours) {
      expect(
        Object.keys(environment).filter((key) => !knownNames.includes(key)),
        name,
      ).toEqual([]);
    }
  });

  it("hands every setting on, save what the image and the network of containers fix", () => {
    const fixed = ["PORT", "HOST", "DATA_DIR", "MODELS_DIR", "MODEL_HUB_URL"];
    const given = ours.flatMap(([, { environment = {} }]) => Object.keys(environment));
    expect(knownNames.filter((name) => !given.includes(name) && !fixed.includes(name))).toEqual([]);
  });

  it("runs commands whose files are in the image", () => {
    for (const [name, { command = [] }] of ours) {
      const files = command.filter((word) => /\.(ts|mjs|js)$/.test(word));
      expect(command.length === 0 || files.length === 1, name).toBe(true);
      for (const file of files) {
        expect(existsSync(file), file).toBe(true);
        expect(
          copied.some((path) => file.startsWith(`${path}/`)),
          file,
        ).toBe(true);
      }
    }
  });

  it("waits for services that exist, in a way that they can fulfil", () => {
    for (const [name, { depends_on = {} }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const service = compose.services[needed];
        expect(service, `${name} needs ${needed}`).toBeDefined();
        if (condition === "service_healthy") expect(service?.healthcheck?.test, needed).toBeDefined();
        if (condition === "service_completed_successfully") expect(service?.command, needed).toBeDefined();
      }
    }
  });

  it("publishes the site's port alone, and keeps database and Redis off every network that leads out", () => {
    const published = services.filter(([, { ports = [] }]) => ports.length > 0).map(([name]) => name);
    expect(published).toEqual(["web"]);
    expect(compose.networks.inside?.internal).toBe(true);
    for (const name of ["database", "redis"]) expect(compose.services[name]?.networks, name).toEqual(["inside"]);
    // Only these have to do with anybody outside.
    const outside = services.filter(([, { networks = [] }]) => networks.includes("outside")).map(([name]) => name);
    expect(outside.toSorted()).toEqual(["web", "worker"]);
  });

  it("lets our containers write nowhere but into their data and memory, and gain no rights", () => {
    for (const [name, service] of ours) {
      expect([service.read_only, service.cap_drop, service.volumes], name).toEqual([true, ["ALL"], ["site:/data"]]);
      expect(service.tmpfs?.[0], name).toMatch(/^\/tmp:/);
    }
    for (const [name, { security_opt }] of services) expect(security_opt, name).toContain("no-new-privileges:true");
  });

  it("keeps its data in named volumes", () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(":")[0]));
    expect([...new Set(used)].toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });
});

describe("Dockerfile", () => {
  it("copies paths that exist and that .dockerignore lets through", () => {
    const ignored = read(".dockerignore")
      .split("\n")
      .filter((line) => line && !line.startsWith("#"));
    const sources = instructions("COPY")
      .filter((line) => !line.startsWith("--from"))
      .flatMap((line) => line.split(/\s+/).slice(0, -1));
    for (const source of sources) {
      expect(existsSync(source), source).toBe(true);
      expect(ignored).not.toContain(source);
    }
  });

  it("copies from stages that it has", () => {
    const stages = instructions("FROM").map((line) => line.split(" AS ")[1]);
    const used = [...read("Dockerfile").matchAll(/--from=(\S+)/g)].map((match) => match[1]);
    expect(used.filter((stage) => !stages.includes(stage))).toEqual([]);
  });

  it("runs as an ordinary user who owns the data", () => {
    expect(finalStage.filter((line) => line.startsWith("USER "))).toEqual(["USER node"]);
    expect(finalStage.join("\n")).toMatch(/chown node:node \/data[\s\S]*VOLUME \/data/);
  });

  it("runs a Node that package.json allows", () => {
    const { engines }: { engines: { node: string } } = JSON.parse(read("package.json"));
    expect(read("Dockerfile")).toMatch(/^FROM node:20-/m);
    expect(engines.node).toBe(">=20.9");
  });

  it("asks for its health at a route that exists", () => {
    expect(read("Dockerfile")).toMatch(/HEALTHCHECK[\s\S]*\/api\/v1\/health\/ready/);
    expect(read("lib/ops/health/operations.ts")).toContain('path: "/health/ready"');
  });

  it("sets only variables that are the product's or its server's", () => {
    const set = finalStage
      .filter((line) => line.startsWith("ENV "))
      .flatMap((line) => [...line.matchAll(/([A-Z_]+)=/g)].map((match) => match[1]));
    expect(set.filter((name) => ![...knownNames, "NODE_ENV", "HOSTNAME"].includes(name ?? ""))).toEqual([]);
  });
});
