import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A server that speaks as much S3 as storage needs. No maintained one that runs in Node was fit: s3rver lists no more than
 * one page and lets readers see half-written files. What matters is held to Amazon's documents and not to the client:
 * every request is refused whose signature (version 4, in the header or in the address) is not right, or has expired.
 */
export const S3_KEYS = { accessKeyId: "test-key", secretAccessKey: "test/secret+key" };
export const S3_BUCKET = "pictures";

const LISTED_MAX = 1_000;

type Stored = { body: Buffer; type: string; writtenAt: Date };
/** An answer in place of the right one: its status and S3's name for what is the matter. */
export type Fault = { status: number; code: string };

class Refusal extends Error {
  constructor(readonly fault: Fault) {
    super(fault.code);
  }
}
const refusal = (status: number, code: string) => new Refusal({ status, code });

/** Starts it with one empty bucket. `faults` are given to the next requests that write, one each. */
export async function startS3Server() {
  const files = new Map<string, Stored>();
  const faults: Fault[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    try {
      answer(request, Buffer.concat(chunks), response, files, faults);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, code } = error.fault;
      const xml = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
      response.writeHead(status, { "content-type": "application/xml" }).end(request.method === "HEAD" ? "" : xml);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, files, faults, stop };
}

function answer(
  request: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
  files: Map<string, Stored>,
  faults: Fault[],
): void {
  const url = new URL(request.url ?? "", `http://${request.headers.host}`);
  checkSignature(request, url, body);
  const [, bucket, ...rest] = url.pathname.split("/").map(decodeURIComponent);
  if (bucket !== S3_BUCKET) throw refusal(404, "NoSuchBucket");
  const key = rest.join("/");
  if (key === "" && request.method === "HEAD") return void response.end();
  if (key === "") return void response.end(listing(files, url.searchParams));
  const file = files.get(key);
  switch (request.method) {
    case "PUT": {
      const fault = faults.shift();
      if (fault) throw refusal(fault.status, fault.code);
      files.set(key, { body, type: request.headers["content-type"] ?? "", writtenAt: new Date() });
      return void response.end();
    }
    case "DELETE":
      files.delete(key);
      return void response.writeHead(204).end();
    default:
      if (!file) throw refusal(404, "NoSuchKey");
      response.writeHead(200, { "content-type": file.type, "content-length": file.body.length });
      return void response.end(request.method === "HEAD" ? undefined : file.body);
  }
}

function listing(files: Map<string, Stored>, query: URLSearchParams): string {
  const [prefix, after] = [
    query.get("prefix") ?? "",
    query.get("start-after") ?? query.get("continuation-token") ?? "",
  ];
  const keys = [...files.keys()].filter((key) => key.startsWith(prefix) && key > after).toSorted();
  const page = keys.slice(0, LISTED_MAX);
  const contents = page.map(
    (key) =>
      `<Contents><Key>${key}</Key><LastModified>${files.get(key)?.writtenAt.toISOString()}</LastModified></Contents>`,
  );
  const isTruncated = page.length < keys.length;
  const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
  return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`;
}

const sha256 = (content: Buffer | string) => createHash("sha256").update(content).digest("hex");
const hmac = (key: Buffer | string, content: string) => createHmac("sha256", key).update(content).digest();
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);

/** As in Amazon's "Signature Calculations for the Authorization Header" and "Authenticating Requests: Using Query Parameters". */
function checkSignature({ method, headers }: IncomingMessage, url: URL, body: Buffer): void {
  const given = /^AWS4-HMAC-SHA256 Credential=(\S+), ?SignedHeaders=(\S+), ?Signature=(\w+)$/.exec(
    headers.authorization ?? "",
  );
  const query = (name: string) => url.searchParams.get(`X-Amz-${name}`) ?? "";
  const [credential, signedHeaders, signature] = given?.slice(1) ?? [
    query("Credential"),
    query("SignedHeaders"),
    query("Signature"),
  ];
  if (!credential || !signedHeaders || !signature) throw refusal(403, "AccessDenied");
  const [accessKeyId, ...scope] = credential.split("/");
  if (accessKeyId !== S3_KEYS.accessKeyId) throw refusal(403, "InvalidAccessKeyId");

  const time = given ? String(headers["x-amz-date"]) : query("Date");
  const writtenAt = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3:$4:$5Z"));
  const validMs = given ? 15 * 60_000 : Number(query("Expires")) * 1_000;
  if (!(Date.now() < writtenAt + validMs)) throw refusal(403, given ? "RequestTimeTooSkewed" : "AccessDenied");

  const bodyHash = given ? String(headers["x-amz-content-sha256"]) : "UNSIGNED-PAYLOAD";
  if (given && bodyHash !== sha256(body)) throw refusal(400, "XAmzContentSHA256Mismatch");
  const parameters = [...url.searchParams].filter(([name]) => name !== "X-Amz-Signature");
  const canonical = [
    method,
    url.pathname.split("/").map(decodeURIComponent).map(encode).join("/"),
    parameters
      .map((pair) => pair.map(encode).join("="))
      .toSorted()
      .join("&"),
    ...signedHeaders.split(";").map((name) => `${name}:${String(headers[name] ?? "").trim()}`),
    "",
    signedHeaders,
    bodyHash,
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope.join("/"), sha256(canonical)].join("\n");
  const key = scope.reduce<Buffer | string>((before, part) => hmac(before, part), `AWS4${S3_KEYS.secretAccessKey}`);
  if (hmac(key, text).toString("hex") !== signature) throw refusal(403, "SignatureDoesNotMatch");
}
