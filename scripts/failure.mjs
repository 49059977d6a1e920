// What a command says of an error that ends it.

/** Codes of a service that is away, or went away in the middle. */
const AWAY = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ETIMEDOUT", "EPIPE"],
  ...["PROTOCOL_CONNECTION_LOST", "ER_SERVER_SHUTDOWN"],
]);

/**
 * One line for people. A failed query repeats the statement and all of its values in its message: its cause says enough.
 * Of anything else it is the first line, and that of its cause.
 */
export function explainFailure(error) {
  if (!(error instanceof Error)) return String(error);
  const causes = chainOf(error);
  const away = causes.find(({ code }) => AWAY.has(code));
  if (away) {
    const where = away.port ? ` at ${away.address}:${away.port}` : "";
    return `The database or Redis${where} does not answer (${away.code}). Run the command again once it does.`;
  }
  const telling = causes.filter((one) => !("query" in one && one.cause));
  return telling.map(({ message }) => message.split("\n", 1)[0].slice(0, 300)).join(": ");
}

/** Whether nobody outside gave this error a code: then it is a mistake of ours, and where it arose is worth knowing. */
export const isOurMistake = (error) => error instanceof Error && !chainOf(error).some(({ code }) => code !== undefined);

function chainOf(error) {
  const chain = [];
  for (let at = error; at instanceof Error; at = at.cause) {
    chain.push(at);
    // Several addresses were tried, and none answered.
    if (at instanceof AggregateError && at.errors[0] instanceof Error) chain.push(at.errors[0]);
  }
  return chain;
}
