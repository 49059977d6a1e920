import config from "@/next.config.mjs";
import { DELETE, GET, PATCH, POST, PUT } from "./v1/[...path]/route";

const DOORS = { DELETE, GET, PATCH, POST, PUT };

type Sent = { json?: unknown; body?: BodyInit; headers?: Record<string, string> };

/** The address under /api/v1 that an address of the public contract stands for, as next.config.mjs rewrites it. */
async function rewritten(path: string): Promise<string> {
  const rewrites = await config.rewrites?.();
  const beforeFiles = rewrites && "beforeFiles" in rewrites ? (rewrites.beforeFiles ?? []) : [];
  for (const { source, destination } of beforeFiles) {
    const names: string[] = [];
    const pattern = source.replace(/:(\w+)(\([^)]*\)+)?(\*)?/g, (_, name: string, own?: string, star?: string) => {
      names.push(name);
      return own ? `(${own.slice(1, -1)})` : star ? "(.*)" : "([^/]+)";
    });
    const found = new RegExp(`^${pattern}$`).exec(path);
    if (found)
      return names.reduce((to, name, at) => to.replace(new RegExp(`:${name}\\*?`), found[at + 1] ?? ""), destination);
  }
  return path;
}

/** Sends a request to the REST API within this process, to the address that it names. */
export async function sendApi(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = await rewritten(pathname);
  if (!path.startsWith("/api/v1/")) throw new Error(`${pathname} is no address of the API`);
  const door = DOORS[request.method as keyof typeof DOORS];
  return door(request, { params: Promise.resolve({ path: path.slice("/api/v1/".length).split("/") }) });
}

/** Calls the REST API within this process, at an address as a program writes it: "/api/collections/ann?limit=2". */
export const callApi = (method: keyof typeof DOORS, address: string, { json, body, headers = {} }: Sent = {}) =>
  sendApi(
    new Request(new URL(address, "http://localhost"), {
      method,
      headers: { ...(json === undefined ? {} : { "content-type": "application/json" }), ...headers },
      body: json === undefined ? body : JSON.stringify(json),
    }),
  );
