import "server-only";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Env } from "./env";
import type { Storage, StoredFile } from "./storage";
import { StorageError, type StorageTrouble } from "./storage-error";
import { isUnreachable } from "./unreachable";

export type S3Settings = NonNullable<Env["storage"]["s3"]>;

const CONNECT_MAX_MS = 3_000;
const ANSWER_MAX_MS = 20_000;

const TYPES: Record<string, string> = { jpg: "image/jpeg", webp: "image/webp", json: "application/json" };
const typeOf = (key: string) => TYPES[key.split(".").at(-1) ?? ""] ?? "application/octet-stream";

function open(settings: S3Settings, endpoint: string | undefined): S3Client {
  const { region, accessKeyId, secretAccessKey } = settings;
  return new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    // Services other than Amazon's seldom have a name for every bucket.
    forcePathStyle: endpoint !== undefined,
    // They do not all know the checksums that Amazon has made its default; each body is signed by its SHA-256 anyway.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: CONNECT_MAX_MS, requestTimeout: ANSWER_MAX_MS },
  });
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

/** A bucket that is not there is no file that is not there. */
const isMissing = (error: unknown) => statusOf(error) === 404 && (error as Error).name !== "NoSuchBucket";

function troubleOf(error: unknown): StorageTrouble | undefined {
  const status = statusOf(error);
  if (status === undefined)
    return isUnreachable(error) || (error as Error).name === "TimeoutError" ? "away" : undefined;
  if (status === 507 || /full|quota/i.test((error as Error).name)) return "full";
  if (status === 401 || status === 403 || status === 404) return "not_writable";
  return status >= 500 ? "away" : undefined;
}

/** Files in a bucket of an S3 service. A request that fails for want of luck is made three times. */
export function s3Storage(settings: S3Settings): Storage {
  const { bucket, endpoint, publicEndpoint } = settings;
  const client = open(settings, endpoint);
  const publicClient = publicEndpoint === undefined ? undefined : open(settings, publicEndpoint);

  async function attempt<Value>(place: string, work: () => Promise<Value>, mayBeMissing = true): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      const trouble = mayBeMissing && isMissing(error) ? undefined : troubleOf(error);
      throw trouble ? new StorageError(trouble, `${bucket}/${place}`, { cause: error }) : error;
    }
  }

  /** Undefined where there is no such file. */
  async function ifThere<Value>(key: string, work: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await attempt(key, work);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    put: (key, content) =>
      attempt(key, async () => {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: typeOf(key) }));
      }),
    get: (key) =>
      ifThere(key, async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Buffer.from((await Body?.transformToByteArray()) ?? []);
      }),
    size: async (key) => {
      const size = await ifThere(key, async () => {
        const { ContentLength } = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return ContentLength ?? 0;
      });
      // This answer says no more than 404: a bucket that is away must not look like one that has lost its files.
      if (size === undefined)
        await attempt(bucket, () => client.send(new HeadBucketCommand({ Bucket: bucket })), false);
      return size;
    },
    remove: async (key) => {
      await ifThere(key, () => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })));
    },
    async *list(folder): AsyncGenerator<StoredFile[]> {
      for (let token: string | undefined, isWhole = false; !isWhole; isWhole = token === undefined) {
        const asked = { Bucket: bucket, Prefix: `${folder}/`, ContinuationToken: token };
        const page = await attempt(folder, () => client.send(new ListObjectsV2Command(asked)));
        const found = (page.Contents ?? []).flatMap(({ Key, LastModified }) =>
          Key && LastModified ? [{ key: Key, writtenAt: LastModified }] : [],
        );
        if (found.length > 0) yield found;
        token = page.NextContinuationToken;
      }
    },
    signedUrl: async (key, seconds) =>
      publicClient &&
      getSignedUrl(publicClient, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: seconds }),
  };
}
