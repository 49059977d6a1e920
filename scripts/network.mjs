// Ports and the first words of two protocols: enough to know, without a package, that a server answers.
import net from "node:net";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";

const ANSWER_TIMEOUT_MS = 2000;
const POLL_MS = 100;

/** Whether a program may listen on this port now: undefined when it may, else the system's error code. */
export function portTrouble(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", (error) => resolve(error.code));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

/** The first free port on 127.0.0.1 from `first` on. */
export async function findFreePort(first) {
  for (let port = first; port < first + 1000; port += 1) {
    if (!(await portTrouble(port))) return port;
  }
  throw new Error(`No free port between ${first} and ${first + 1000}.`);
}

/** Asks until `question` no longer throws; after `timeoutMs`, or once `isOver()` says so, throws its last error. */
export async function until(question, timeoutMs, isOver = () => false) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (Date.now() > deadline || isOver()) throw error;
    }
    await sleep(POLL_MS);
  }
}

/** Resolves with the server's version once a MySQL or MariaDB greets on this address; throws what went wrong. */
export async function greetDatabase(host, port) {
  const greeting = await exchange(net.connect({ host, port }), "", (data) => data.length > 5);
  // After the four bytes of packet header come the protocol version, 10, and the server's version, ended by a zero.
  if (greeting[4] !== 10)
    throw new Error(`no MySQL protocol there: ${greeting.subarray(5).toString("latin1").slice(0, 80)}`);
  return greeting
    .subarray(5, greeting.indexOf(0, 5))
    .toString("latin1")
    .replace(/^5\.5\.5-/, "");
}

/** Resolves once a Redis answers PING at this address (redis:// or rediss://); throws what went wrong. */
export async function greetRedis(address) {
  const url = new URL(address);
  const target = { host: url.hostname, port: Number(url.port || 6379) };
  const socket =
    url.protocol === "rediss:" ? tls.connect({ ...target, servername: url.hostname }) : net.connect(target);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  const login = password ? command("AUTH", ...(user ? [user] : []), password) : "";
  const answer = await exchange(socket, login + command("PING"), (data) =>
    /\+PONG\r\n|^-/m.test(data.toString("latin1")),
  );
  const error = /^-(.*)\r$/m.exec(answer.toString("latin1"));
  if (error) throw new Error(error[1]);
}

const command = (...words) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;

function exchange(socket, request, isComplete) {
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const finish = (settle, value) => {
      socket.destroy();
      settle(value);
    };
    socket.setTimeout(ANSWER_TIMEOUT_MS, () => finish(reject, new Error("no answer")));
    socket.on("error", (error) => finish(reject, error));
    socket.on("close", () => reject(new Error("the connection was closed")));
    socket.on("data", (data) => {
      received = Buffer.concat([received, data]);
      if (isComplete(received)) finish(resolve, received);
    });
    if (request) socket.write(request);
  });
}

/** The addresses under which other devices of the local network reach this machine. */
export function lanAddresses() {
  return Object.values(os.networkInterfaces())
    .flat()
    .filter((entry) => entry.family === "IPv4" && !entry.internal)
    .map((entry) => entry.address);
}
