import { readdir, readFile, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, describe, expect, it } from "vitest";
import { env } from "./env";
import { newId } from "./id";
import { isMailConfigured, sendMail } from "./mail";
import { MailRefused } from "./mail-error";

type Received = { from: string; to: string[]; message: string };

const FROM = { name: "The library", address: "books@example.org" };
const { mail: asConfigured } = env();
const servers: SMTPServer[] = [];

afterEach(async () => {
  env().mail = asConfigured;
  for (const server of servers.splice(0)) await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** A mail server on this machine; letters go there from now on. */
async function startServer(options: SMTPServerOptions = {}, host = "127.0.0.1", login = "") {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    onData: (stream, { envelope }, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = envelope;
        const from = mailFrom ? mailFrom.address : "";
        received.push({ from, to: rcptTo.map(({ address }) => address), message: Buffer.concat(chunks).toString() });
        done();
      });
    },
    ...options,
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.server.address() as AddressInfo;
  env().mail = { url: `smtp://${login}${host}:${port}`, from: FROM };
  return received;
}

const letter = (given: object = {}) => ({
  id: newId(),
  to: "alice@example.org",
  subject: "A new password for Zoë",
  text: "Grüße\n",
  html: "<p>Grüße</p>",
  ...given,
});

describe("a letter over SMTP", () => {
  it("comes to one address, as text and as HTML, with the same number at every try", async () => {
    const received = await startServer();
    const sent = letter();
    await sendMail(sent);
    expect(received).toMatchObject([{ from: FROM.address, to: ["alice@example.org"] }]);
    const [{ message = "" } = {}] = received;
    expect(message).toContain(`Message-ID: <${sent.id}@example.org>`);
    expect(message).toMatch(/^From: The library <books@example\.org>\r$/m);
    expect(message).toMatch(/^To: alice@example\.org\r$/m);
    expect(message).toContain("text/plain; charset=utf-8");
    expect(message).toContain("text/html; charset=utf-8");
    expect(message).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  });

  it.each([
    ["an address with a second header", { to: "alice@example.org\r\nBcc: eve@evil.example" }],
    ["two addresses", { to: "alice@example.org, eve@evil.example" }],
    ["an address with a name", { to: "Eve <eve@evil.example>" }],
    ["a subject of two lines", { subject: "Hello\r\nBcc: eve@evil.example" }],
    ["a subject with a lone line feed", { subject: "Hello\nBcc: eve@evil.example" }],
    ["a number that ends its header", { id: "1>\r\nBcc: eve@evil.example\r\nX: <" }],
  ])("is not sent to anybody with %s", async (_, given) => {
    const received = await startServer();
    await expect(sendMail(letter(given))).rejects.toThrow(/one address|one line/);
    expect(received).toEqual([]);
  });

  it("is refused for good when its address is, and else may be tried again", async () => {
    const answer = (responseCode: number) => ({
      onRcptTo: (_address: unknown, _session: unknown, done: (error: Error) => void) =>
        done(Object.assign(new Error("no"), { responseCode })),
    });
    await startServer(answer(550));
    await expect(sendMail(letter())).rejects.toBeInstanceOf(MailRefused);
    await startServer(answer(451));
    await expect(sendMail(letter())).rejects.not.toBeInstanceOf(MailRefused);
    env().mail = { url: "smtp://127.0.0.1:1", from: FROM };
    await expect(sendMail(letter())).rejects.not.toBeInstanceOf(MailRefused);
  });

  it("is sent by nobody's password where another machine offers no encryption", async () => {
    const tried: unknown[] = [];
    const options: SMTPServerOptions = {
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) => {
        tried.push(auth.username);
        done(null, { user: auth.username });
      },
    };
    // Not this machine by its name, though it is.
    const received = await startServer(options, "127.0.0.2", "books:secret@");
    await expect(sendMail(letter())).rejects.toThrow();
    expect([tried, received]).toEqual([[], []]);

    const here = await startServer(options, "127.0.0.1", "books:secret@");
    await sendMail(letter());
    expect([tried, here.length]).toEqual([["books"], 1]);
  });
});

describe("a letter without a mail server", () => {
  it("lies in a folder while the site is tested, and nobody else of the machine can read it", async () => {
    expect(isMailConfigured()).toBe(true);
    const { id } = letter();
    await sendMail(letter({ id }));
    const file = `${env().dataDir}/mail/${id}.eml`;
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, "utf8")).toMatch(/^To: alice@example\.org\r$/m);
    expect(await readdir(`${env().dataDir}/mail`)).toContain(`${id}.eml`);
  });

  it("is not sent on a site that is in use, and nothing pretends that it was", async () => {
    env().mail = undefined;
    expect(isMailConfigured()).toBe(false);
    await expect(sendMail(letter())).rejects.toThrow(/MAIL_URL/);
  });
});
