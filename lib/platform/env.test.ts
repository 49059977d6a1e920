import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { parseEnv } from "./env";
import { overruled } from "./secret-files";

describe("parseEnv", () => {
  it("names every bad variable in one error", () => {
    const parse = () =>
      parseEnv({
        PORT: "70000",
        DB_POOL: "none",
        AUTH_SECRET: "short",
        COVER_MODEL: "../../etc/passwd",
        LOG_LEVEL: "chatty",
        TRUST_PROXY: "-1",
      });
    for (const name of ["PORT", "DB_POOL", "AUTH_SECRET", "COVER_MODEL", "LOG_LEVEL", "TRUST_PROXY"])
      expect(parse).toThrow(new RegExp(`^  ${name}: `, "m"));
  });

  it("needs no variable at all", () => {
    const env = parseEnv({});
    expect(env.web).toMatchObject({ port: 3000, appUrl: "http://localhost:3000", trustProxy: 0 });
    expect(path.isAbsolute(env.dataDir)).toBe(true);
  });

  it("takes a variable that is there but blank as absent, as lines of .env.example are", () => {
    const names = ["PORT", "DB_HOST", "DB_PORT", "REDIS_URL", "AUTH_SECRET", "APP_URL", "UPLOAD_MAX_MB", "TRUST_PROXY"];
    expect(parseEnv(Object.fromEntries(names.map((name) => [name, ""])))).toEqual(parseEnv({}));
  });

  it("turns megabytes into bytes and follows the port in the address", () => {
    const env = parseEnv({ UPLOAD_MAX_MB: "1.5", PORT: "8080" });
    expect(env.upload.maxBytes).toBe(1_572_864);
    expect(env.web.appUrl).toBe("http://localhost:8080");
  });

  it("reads the subjects of new books, each once", () => {
    expect(parseEnv({ CRAWL_SUBJECTS: "Sea stories , Poetry,Poetry" }).providers.crawlSubjects).toEqual([
      "Sea stories",
      "Poetry",
    ]);
    expect(() => parseEnv({ CRAWL_SUBJECTS: "Poetry,," })).toThrow(/CRAWL_SUBJECTS/);
  });

  it("reads which providers may be asked, and asks nobody with none", () => {
    expect(parseEnv({}).providers.names).toEqual(["openlibrary", "googlebooks", "dnb"]);
    expect(parseEnv({ PROVIDERS: "dnb, openlibrary" }).providers.names).toEqual(["dnb", "openlibrary"]);
    expect(parseEnv({ PROVIDERS: "none" }).providers.names).toEqual([]);
    expect(() => parseEnv({ PROVIDERS: "dnb,bnf" })).toThrow(/^ {2}PROVIDERS/m);
  });

  it("takes web addresses for providers and nothing else, without a slash at the end", () => {
    expect(parseEnv({ DNB_URL: "http://127.0.0.1:7000/dnb/" }).providers.dnbUrl).toBe("http://127.0.0.1:7000/dnb");
    expect(() => parseEnv({ OPENLIBRARY_URL: "file:///etc/passwd" })).toThrow(/^ {2}OPENLIBRARY_URL: /m);
  });

  it("keeps files on disk, and with an S3 service only when it knows which and as whom", () => {
    expect(parseEnv({ S3_BUCKET: "books" }).storage).toEqual({ s3: undefined });
    const parse = (given: object) => () => parseEnv({ STORAGE: "s3", ...given });
    expect(parse({ S3_BUCKET: "books" })).toThrow(/S3_ACCESS_KEY_ID: STORAGE=s3 needs this\n {2}S3_SECRET_ACCESS_KEY/);
    expect(parse({ S3_BUCKET: "Not/a/bucket" })).toThrow(/^ {2}S3_BUCKET: /m);
    const keys = { S3_BUCKET: "books", S3_ACCESS_KEY_ID: "id", S3_SECRET_ACCESS_KEY: "secret" };
    expect(parse({ ...keys, S3_ENDPOINT: "s3.example.org" })).toThrow(/^ {2}S3_ENDPOINT: /m);
    expect(parse({ ...keys, S3_ENDPOINT: "https://s3.example.org/" })().storage.s3).toMatchObject({
      endpoint: "https://s3.example.org",
      publicEndpoint: undefined,
      region: "us-east-1",
      bucket: "books",
    });
  });

  it("sends letters by a server that it knows the sender for, and without one only while it is developed", () => {
    const of = (given: object) => parseEnv({ NODE_ENV: "production", ...given }).mail;
    expect(of({})).toBeUndefined();
    expect(parseEnv({ NODE_ENV: "development" }).mail?.url).toBe("folder");
    expect(of({ MAIL_URL: "folder" })?.url).toBe("folder");
    expect(of({ MAIL_URL: "smtp://mail.example.org:587", MAIL_FROM: "The library <books@example.org>" })).toEqual({
      url: "smtp://mail.example.org:587",
      from: { name: "The library", address: "books@example.org" },
    });
    expect(of({ MAIL_URL: "folder", MAIL_FROM: "books@example.org" })?.from.address).toBe("books@example.org");
    expect(() => of({ MAIL_URL: "smtp://mail.example.org" })).toThrow(/^ {2}MAIL_FROM: /m);
    expect(() => of({ MAIL_URL: "https://mail.example.org", MAIL_FROM: "a@b.org" })).toThrow(/^ {2}MAIL_URL: /m);
    for (const from of ["books", "a@b.org\r\nBcc: c@d.org", "x <a@b.org>, <c@d.org>", "a@b.org, c@d.org"])
      expect(() => of({ MAIL_FROM: from }), from).toThrow(/^ {2}MAIL_FROM/m);
  });

  it("asks for id and secret where readers may sign in through a service, whose issuer is taken as it is", () => {
    expect(() => parseEnv({ OIDC_ISSUER: "https://id.example/realm/" })).toThrow(
      /OIDC_CLIENT_ID: OIDC_ISSUER needs this\n {2}OIDC_CLIENT_SECRET: OIDC_ISSUER needs this/,
    );
    const keys = { OIDC_CLIENT_ID: "ridizi", OIDC_CLIENT_SECRET: "secret" };
    expect(parseEnv({ ...keys, OIDC_ISSUER: "https://id.example/realm/" }).accounts.oidc).toEqual({
      ...{ issuer: "https://id.example/realm/", clientId: "ridizi", clientSecret: "secret" },
      ...{ name: "single sign-on", registration: "link" },
    });
    expect(parseEnv(keys).accounts.oidc).toBeUndefined();
  });

  it("takes an e-mail or a web address for who runs the site, which becomes a link, and nobody where none is said", () => {
    expect(parseEnv({}).privacy.operator).toEqual({ name: null, contact: null });
    for (const contact of ["me@example.org", "https://social.example/@me"])
      expect(parseEnv({ OPERATOR_NAME: " Zoë ", OPERATOR_CONTACT: contact }).privacy.operator).toEqual({
        name: "Zoë",
        contact,
      });
    for (const contact of ["javascript:alert(1)", "Zoë, by the door"])
      expect(() => parseEnv({ OPERATOR_CONTACT: contact })).toThrow(/^ {2}OPERATOR_CONTACT: /m);
  });

  it("lets no line break into the User-Agent by way of the contact", () => {
    expect(() => parseEnv({ PROVIDER_CONTACT: "me@example.org\r\nX-Other: 1" })).toThrow(/^ {2}PROVIDER_CONTACT: /m);
  });
});

describe("sites whose pages may call the API", () => {
  it("are origins, and nothing that only looks like one", () => {
    const origins = "https://books.example.org, http://localhost:8080";
    expect(parseEnv({ CORS_ORIGINS: origins }).web.corsOrigins).toEqual(origins.split(", "));
    expect(parseEnv({}).web.corsOrigins).toEqual([]);
    for (const wrong of ["*", "https://books.example.org/", "books.example.org", "null", "https://*.example.org/x"])
      expect(() => parseEnv({ CORS_ORIGINS: wrong })).toThrow(/^ {2}CORS_ORIGINS/m);
  });
});

describe("a secret in a file", () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), "ridizi-secret-"));
  afterAll(() => rmSync(dir, { recursive: true }));
  const put = (text: string) => {
    const file = path.join(dir, `secret-${Math.random()}`);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const secret = "x".repeat(40);

  it.each(["", "\n", "\r\n"])("is what the file says without the break %j at its end", (end) => {
    expect(parseEnv({ AUTH_SECRET_FILE: put(secret + end) }).accounts.secret).toBe(secret);
  });

  it("keeps what else stands at its ends, since it may belong to it", () => {
    expect(parseEnv({ DB_PASS_FILE: put(" two\n\n") }).db.password).toBe(" two\n");
  });

  it("is refused beside the variable, because one of them would count unseen", () => {
    const parse = () => parseEnv({ DB_PASS: "one", DB_PASS_FILE: put("other") });
    expect(parse).toThrow(/DB_PASS_FILE: DB_PASS is set as well/);
    expect(parse).not.toThrow(/other/);
  });

  it("that cannot be read, or is empty, stops the start with the name of the file", () => {
    const [gone, empty] = [path.join(dir, "gone"), put("\n")];
    const parse = () => parseEnv({ DB_PASS_FILE: gone, REDIS_URL_FILE: empty, PORT: "none" });
    expect(parse).toThrow(`DB_PASS_FILE: ${gone} cannot be read (ENOENT)`);
    expect(parse).toThrow(`REDIS_URL_FILE: ${empty} is empty`);
    expect(parse).toThrow(/^ {2}PORT: /m);
  });

  it("is held to the same rules as the variable", () => {
    expect(() => parseEnv({ AUTH_SECRET_FILE: put("short") })).toThrow(/^ {2}AUTH_SECRET: /m);
  });

  it("named in .env gives way to the environment, said in the one way or the other", () => {
    const [one, other] = [{ DB_PASS: "one" }, { DB_PASS_FILE: "/run/secrets/db" }];
    expect(overruled({ ...one, ...other }, one)).toEqual(one);
    expect(overruled({ ...one, ...other }, other)).toEqual(other);
    expect(overruled({ ...one, ...other }, { ...one, ...other })).toEqual({ ...one, ...other });
  });

  it("is not asked for where the name of the file is blank, as in .env.example", () => {
    expect(parseEnv({ DB_PASS: "one", DB_PASS_FILE: "" }).db.password).toBe("one");
  });
});
