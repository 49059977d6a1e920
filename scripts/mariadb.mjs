// A MariaDB of our own inside the data directory.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { greetDatabase, until } from "./network.mjs";
import { runCommand } from "./run-command.mjs";
import { StepFailure } from "./steps.mjs";
import { findProgram } from "./system-packages.mjs";

// The kernel allows 107 bytes for the path of a socket.
const SOCKET_PATH_BYTES_MAX = 107;
// Recovery after a crash replays at most one redo log, which takes seconds; a slow disk gets more.
const READY_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 60_000;
// What the site and its migrations do, and nothing else: no files, no users, no other database.
const RIGHTS =
  "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES, LOCK TABLES, CREATE TEMPORARY TABLES";
// Tests and benches may be killed at any moment and nobody misses their data, so they need not wait for the disk.
const UNSAFE_BUT_FAST = ["--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--innodb-log-file-size=32M"];

/** The MariaDB server program of this machine, or undefined; a MySQL under the same name does not count. */
export function findMariadb() {
  const mariadbd = findProgram("mariadbd");
  if (mariadbd) return mariadbd;
  const mysqld = findProgram("mysqld");
  return mysqld && execFileSync(mysqld, ["--version"], { encoding: "utf8" }).includes("MariaDB") ? mysqld : undefined;
}

/** Makes the data files on first use: aside, then renamed, so that an interrupted start leaves nothing half-made. */
export async function createMariadbFiles(servicesDir, { signal, owner, runDir }) {
  const files = path.join(servicesDir, "mariadb");
  if (existsSync(files)) return;
  const installer = findProgram("mariadb-install-db", "mysql_install_db");
  if (!installer) {
    throw new StepFailure(
      "MariaDB's program mariadb-install-db is missing.",
      "Install the complete MariaDB server package of your system.",
    );
  }
  const partial = `${files}.new`;
  rmSync(partial, { recursive: true, force: true });
  // The path is relative because the script trips over spaces in an absolute one.
  const args = [
    "--no-defaults",
    "--datadir=./mariadb.new",
    `--user=${os.userInfo().username}`,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  ];
  await runCommand(installer, args, {
    cwd: servicesDir,
    signal,
    owner,
    runDir,
    failure: "MariaDB could not create its data files",
  });
  renameSync(partial, files);
}

/** The process to run, for the supervisor; `ready` resolves with the server's version. */
export function mariadbProcess({ program, servicesDir, port, database, rootPassword, isTest }) {
  const socket = socketPath(servicesDir);
  const initFile = path.join(servicesDir, "mariadb-init.sql");
  // A server that starts clears its temporary folder of what looks like its own, also while another one sorts there.
  const temporary = path.join(servicesDir, "mariadb-temporary");
  return {
    name: "mariadb",
    command: program,
    cwd: servicesDir,
    args: [
      "--no-defaults",
      `--user=${os.userInfo().username}`,
      `--datadir=${path.join(servicesDir, "mariadb")}`,
      `--socket=${socket}`,
      `--pid-file=${path.join(servicesDir, "mariadb.pid")}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_ci",
      `--init-file=${initFile}`,
      // The option takes a list, with colons between.
      ...(temporary.includes(":") ? [] : [`--tmpdir=${temporary}`]),
      ...(isTest ? UNSAFE_BUT_FAST : []),
    ],
    // Written anew before each start, since the passwords come from the secrets file; the server runs it before it
    // lets anybody in.
    prepare: () => {
      mkdirSync(temporary, { recursive: true, mode: 0o700 });
      writeFileSync(initFile, accountsSql(database, rootPassword, isTest), { mode: 0o600 });
    },
    ready: (isOver) => until(() => greetDatabase("127.0.0.1", port), READY_TIMEOUT_MS, isOver),
    tidy: () => socket.startsWith(servicesDir) || rmSync(path.dirname(socket), { recursive: true, force: true }),
    stopTimeoutMs: STOP_TIMEOUT_MS,
  };
}

// Statements are one per line: the server reads the init file so.
function accountsSql({ name, user, password }, rootPassword, isTest) {
  const account = `'${user}'@'127.0.0.1'`;
  const tests = isTest ? [`GRANT ALL PRIVILEGES ON \`${name}\\_%\`.* TO ${account};`] : [];
  return [
    `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}';`,
    `ALTER USER ${account} IDENTIFIED BY '${password}';`,
    `GRANT ${RIGHTS} ON \`${name.replaceAll("_", "\\_")}\`.* TO ${account};`,
    ...tests,
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${rootPassword}';`,
    "DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost');",
    "FLUSH PRIVILEGES;",
    "",
  ].join("\n");
}

function socketPath(servicesDir) {
  const inside = path.join(servicesDir, "mariadb.sock");
  if (Buffer.byteLength(inside) <= SOCKET_PATH_BYTES_MAX) return inside;
  const id = createHash("sha256").update(servicesDir).digest("hex").slice(0, 12);
  const dir = path.join(os.tmpdir(), `ridizi-${id}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // Everybody may write to the temporary directory, so it must be seen that this one is really ours.
  const { uid } = lstatSync(dir);
  if (uid !== os.userInfo().uid)
    throw new StepFailure(`${dir} belongs to another user.`, "Choose a shorter path for DATA_DIR.");
  return path.join(dir, "mariadb.sock");
}
