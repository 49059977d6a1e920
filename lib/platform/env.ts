import "server-only";
import { existsSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { overruled, readSecretFiles } from "./secret-files";

const text = (fallback: string) => z.string().trim().min(1).default(fallback);
const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const webAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ""));
const address = (fallback: string) => webAddress.default(fallback);

const PROVIDERS = ["openlibrary", "googlebooks", "dnb"] as const;
/** "none", or names with commas between. */
const providerNames = z
  .string()
  .default(PROVIDERS.join(","))
  .transform((names) => (names.trim() === "none" ? [] : names.split(",").map((name) => name.trim())))
  .pipe(z.array(z.enum(PROVIDERS)));

/** Names with commas between. */
const names = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform((list) => list.split(",").map((name) => name.trim()))
    .pipe(z.array(z.string().min(1).max(100)).min(1))
    .transform((list) => [...new Set(list)]);

/** "books@example.org", or with a name: "The library <books@example.org>". On one line: it becomes a header. */
const sender = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\p{Cc}<>"]*$|^[^\p{Cc}<>"]+<[^\p{Cc}<>"]+>$/u, "an e-mail address, or a name and an address in <>")
  .transform((text) => {
    const [name = "", address] = text.replace(/>$/, "").split("<");
    return address === undefined ? { name: "Ridizi", address: name.trim() } : { name: name.trim(), address };
  })
  .pipe(z.object({ name: z.string(), address: z.email() }));

/** Web addresses of sites, with commas between: scheme, name and port, nothing after them. */
const origins = z
  .string()
  .default("")
  .transform((list) => list.split(",").flatMap((one) => one.trim() || []))
  .pipe(
    z.array(
      z.string().refine((one) => URL.canParse(one) && new URL(one).origin === one && /^https?:/.test(one), {
        message: "an origin like https://books.example.org, without a path or a slash at the end",
      }),
    ),
  );

/** Every variable that Ridizi reads. `.env.example` explains each; a test keeps the two in step. */
export const envSchema = z.object({
  PORT: port(3000),
  HOST: text("0.0.0.0"),
  APP_URL: z.url({ protocol: /^https?$/ }).optional(),
  CORS_ORIGINS: origins,
  TLS_DIR: z.string().trim().min(1).optional(),
  DATA_DIR: text("data/var"),
  STORAGE: z.enum(["fs", "s3"]).default("fs"),
  S3_ENDPOINT: webAddress.optional(),
  S3_PUBLIC_ENDPOINT: webAddress.optional(),
  S3_REGION: text("us-east-1"),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
    .optional(),
  S3_ACCESS_KEY_ID: z.string().trim().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().trim().min(1).optional(),
  MODELS_DIR: text("data/models"),
  DB_HOST: text("127.0.0.1"),
  DB_PORT: port(3306),
  DB_USER: text("ridizi"),
  DB_PASS: z.string().default(""),
  DB_NAME: text("ridizi"),
  DB_POOL: z.coerce.number().int().min(1).max(200).default(10),
  REDIS_URL: text("redis://127.0.0.1:6379"),
  AUTH_SECRET: z
    .string()
    .min(32, "AUTH_SECRET must be at least 32 characters: `openssl rand -base64 32` makes one")
    .optional(),
  REGISTRATION: z.enum(["open", "invite", "closed"]).default("open"),
  REQUIRE_SECOND_FACTOR: z.enum(["none", "admin", "all"]).default("none"),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().trim().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().trim().min(1).optional(),
  OIDC_NAME: z.string().trim().min(1).max(40).default("single sign-on"),
  OIDC_REGISTRATION: z.enum(["link", "create"]).default("link"),
  MAIL_URL: z.union([z.literal("folder"), z.url({ protocol: /^smtps?$/ })]).optional(),
  MAIL_FROM: sender.optional(),
  OPERATOR_NAME: z.string().trim().min(1).max(200).optional(),
  OPERATOR_CONTACT: z.union([z.email(), webAddress], "an e-mail address or a web address").optional(),
  ERASURE_GRACE_DAYS: z.coerce.number().min(0).max(90).default(7),
  COVER_MODEL: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/)
    .default("ridizi-cover"),
  MODEL_HUB_URL: z.url().default("https://huggingface.co"),
  PROVIDERS: providerNames,
  PROVIDER_CONTACT: z
    .string()
    .trim()
    .max(200)
    .regex(/^[\x21-\x7e]+$/, "an e-mail address or a web address")
    .optional(),
  OPENLIBRARY_URL: address("https://openlibrary.org"),
  OPENLIBRARY_COVERS_URL: address("https://covers.openlibrary.org"),
  GOOGLE_BOOKS_URL: address("https://www.googleapis.com/books/v1"),
  GOOGLE_BOOKS_COVERS_URL: address("https://books.google.com"),
  GOOGLE_BOOKS_KEY: z
    .string()
    .regex(/^[\w-]+$/)
    .optional(),
  DNB_URL: address("https://services.dnb.de/sru/dnb"),
  CRAWL_SUBJECTS: names("Fiction,Fantasy,Science fiction,Mystery,History,Biography,Science,Poetry,Comics"),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  RATE_LIMIT_FACTOR: z.coerce.number().min(0.01).max(10_000).default(1),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  UPLOAD_MAX_MB: z.coerce.number().min(1).max(100).default(12),
  DEMO_ADMIN_PASSWORD: z.string().min(10).optional(),
  DEMO_READER_PASSWORD: z.string().min(10).optional(),
});

const OIDC_NEEDED = ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;
const S3_NEEDED = ["S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"] as const;

const completeSchema = envSchema.superRefine((e, context) => {
  for (const name of e.STORAGE === "s3" ? S3_NEEDED : [])
    if (e[name] === undefined) context.addIssue({ code: "custom", path: [name], message: "STORAGE=s3 needs this" });
  if (e.MAIL_URL?.startsWith("smtp") && e.MAIL_FROM === undefined)
    context.addIssue({ code: "custom", path: ["MAIL_FROM"], message: "MAIL_URL needs this: whom letters come from" });
  for (const name of e.OIDC_ISSUER === undefined ? [] : OIDC_NEEDED)
    if (e[name] === undefined) context.addIssue({ code: "custom", path: [name], message: "OIDC_ISSUER needs this" });
});

/**
 * Parses the environment into the grouped object that the rest of the product reads.
 * Throws one error that names every bad variable, so a wrong set-up is mended in one go.
 */
export function parseEnv(source: Record<string, string | undefined>) {
  // A line of `.env` without a value means "the default", not zero and not an empty name.
  const { values, problems } = readSecretFiles(source);
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const parsed = completeSchema.safeParse(given);
  if (!parsed.success || problems.length > 0) {
    const issues = parsed.error?.issues ?? [];
    const lines = [...problems, ...issues.map(({ path, message }) => `${path.join(".")}: ${message}`)].map(
      (line) => `  ${line}`,
    );
    throw new Error(`The configuration is not usable:\n${lines.join("\n")}\nSee .env.example for what each one means.`);
  }
  const e = parsed.data;
  return {
    web: {
      port: e.PORT,
      host: e.HOST,
      appUrl: e.APP_URL ?? `http://localhost:${e.PORT}`,
      trustProxy: e.TRUST_PROXY,
      corsOrigins: e.CORS_ORIGINS,
      tlsDir: e.TLS_DIR === undefined ? undefined : path.resolve(e.TLS_DIR),
    },
    // Asked for here and not where a path is made of it: the build would take every file below it for needed.
    rootDir: process.cwd(),
    dataDir: path.resolve(e.DATA_DIR),
    storage: { s3: e.STORAGE === "s3" ? s3Of(e) : undefined },
    modelsDir: path.resolve(e.MODELS_DIR),
    db: {
      host: e.DB_HOST,
      port: e.DB_PORT,
      user: e.DB_USER,
      password: e.DB_PASS,
      name: e.DB_NAME,
      poolSize: e.DB_POOL,
    },
    redisUrl: e.REDIS_URL,
    accounts: {
      secret: e.AUTH_SECRET,
      registration: e.REGISTRATION,
      requireSecondFactor: e.REQUIRE_SECOND_FACTOR,
      oidc: e.OIDC_ISSUER === undefined ? undefined : oidcOf(e, e.OIDC_ISSUER),
    },
    mail: mailOf(e, source.NODE_ENV),
    privacy: {
      graceDays: e.ERASURE_GRACE_DAYS,
      operator: { name: e.OPERATOR_NAME ?? null, contact: e.OPERATOR_CONTACT ?? null },
    },
    covers: { model: e.COVER_MODEL, hubUrl: e.MODEL_HUB_URL },
    providers: {
      names: e.PROVIDERS,
      contact: e.PROVIDER_CONTACT,
      openLibraryUrl: e.OPENLIBRARY_URL,
      openLibraryCoversUrl: e.OPENLIBRARY_COVERS_URL,
      googleBooksUrl: e.GOOGLE_BOOKS_URL,
      googleBooksCoversUrl: e.GOOGLE_BOOKS_COVERS_URL,
      googleBooksKey: e.GOOGLE_BOOKS_KEY,
      dnbUrl: e.DNB_URL,
      crawlSubjects: e.CRAWL_SUBJECTS,
    },
    logLevel: e.LOG_LEVEL,
    rateLimitFactor: e.RATE_LIMIT_FACTOR,
    upload: { maxBytes: Math.round(e.UPLOAD_MAX_MB * 1024 * 1024) },
    demo: { adminPassword: e.DEMO_ADMIN_PASSWORD, readerPassword: e.DEMO_READER_PASSWORD },
  };
}

const oidcOf = (e: z.output<typeof envSchema>, issuer: string) => ({
  issuer,
  clientId: e.OIDC_CLIENT_ID ?? "",
  clientSecret: e.OIDC_CLIENT_SECRET ?? "",
  /** What people call the service: "Sign in with …". */
  name: e.OIDC_NAME,
  /** Whether somebody without an account gets one by signing in there, or only readers may link theirs. */
  registration: e.OIDC_REGISTRATION,
});

/** Undefined: no letters. While the site is developed and tested they lie in a folder, unless something else is said. */
function mailOf({ MAIL_URL, MAIL_FROM }: z.output<typeof envSchema>, mode: string | undefined) {
  const url = MAIL_URL ?? (mode === "development" || mode === "test" ? "folder" : undefined);
  return url === undefined
    ? undefined
    : { url, from: MAIL_FROM ?? { name: "Ridizi", address: "ridizi@localhost.invalid" } };
}

const s3Of = (e: z.output<typeof envSchema>) => ({
  /** Undefined: Amazon's own, by region. */
  endpoint: e.S3_ENDPOINT,
  /** Where browsers reach the service; undefined: they do not. */
  publicEndpoint: e.S3_PUBLIC_ENDPOINT,
  region: e.S3_REGION,
  bucket: e.S3_BUCKET ?? "",
  accessKeyId: e.S3_ACCESS_KEY_ID ?? "",
  secretAccessKey: e.S3_SECRET_ACCESS_KEY ?? "",
});

export type Env = ReturnType<typeof parseEnv>;

let parsed: Env | undefined;

/**
 * The configuration, read once on first use: `next build` imports server modules without any.
 * The real environment wins over `.env`.
 */
export function env(): Env {
  if (!parsed) {
    const given = { ...process.env };
    if (existsSync(".env")) process.loadEnvFile(".env");
    parsed = parseEnv(overruled(process.env, given));
  }
  return parsed;
}
