/** Why an answer did not come, in words for the reader. */
export type RequestProblem = {
  code: RequestProblemCode;
  title: string;
  help: string;
  /** Trying the same photo again can help. */
  canRetry: boolean;
  /** Seconds that the server asked us to wait. */
  retryAfterSeconds: number | null;
  /** Finds this very request in the server's log; only where it helps somebody. */
  requestId: string | null;
};

export type RequestProblemCode =
  | "offline"
  | "unreachable"
  | "timeout"
  | "too_many"
  | "not_ready"
  | "server_error"
  | "not_an_image"
  | "unreadable_image"
  | "too_large"
  | "rejected";

/** What the server says when it refuses: the body of every error of the REST interface. */
export type ErrorBody = { error: string | null; requestId: string | null };

type Failure = { status: number; body: ErrorBody; retryAfterSeconds: number | null };

/** Waiting longer than this says more than a spinner does: the server or the network is in trouble. */
export const TIMEOUT_MS = 10_000;

const PLAIN = { canRetry: true, retryAfterSeconds: null, requestId: null };

/** The network gave no answer at all. */
export function networkProblem(isOnline: boolean): RequestProblem {
  if (!isOnline) {
    return {
      ...PLAIN,
      code: "offline",
      title: "You are offline",
      help: "Nothing is lost. Try again when the connection is back.",
    };
  }
  return {
    ...PLAIN,
    code: "unreachable",
    title: "The server does not answer",
    help: "It may be restarting, or the connection is weak. Nothing is lost: try again in a moment.",
  };
}

/** No answer within the time limit. */
export function timeoutProblem(): RequestProblem {
  return {
    ...PLAIN,
    code: "timeout",
    title: "This takes too long",
    help: `No answer after ${TIMEOUT_MS / 1000} seconds. The connection may be slow. Nothing is lost: try again.`,
  };
}

/** A file that is no picture, told without sending it. */
export function notAnImageProblem(): RequestProblem {
  return {
    ...PLAIN,
    code: "not_an_image",
    title: "That is not a picture",
    help: "Choose a photo of the front cover or of the barcode: JPEG, PNG, WebP or AVIF.",
    canRetry: false,
  };
}

/** A file with nothing in it, e.g. a picture that is still on its way from the cloud. */
export function emptyFileProblem(): RequestProblem {
  return {
    ...PLAIN,
    code: "unreadable_image",
    title: "This file is empty",
    help: "There is nothing in it. Choose another picture, or take a photo.",
    canRetry: false,
  };
}

/** A file so large that unpacking it could bring the browser down. */
export function tooLargeProblem(): RequestProblem {
  return {
    ...PLAIN,
    code: "too_large",
    title: "That file is too large",
    help: "Choose a smaller picture. An ordinary photo from a phone is right.",
    canRetry: false,
  };
}

/** A picture that is damaged, or that the browser gave up on. */
export function unreadableProblem(): RequestProblem {
  return {
    ...PLAIN,
    code: "unreadable_image",
    title: "This picture cannot be read",
    help: "The file seems to be damaged. Take another photo.",
    canRetry: false,
  };
}

/** Sorts an answer that is not a success by its status; the server's own words are shown where they are meant for people. */
export function answerProblem({ status, body, retryAfterSeconds }: Failure): RequestProblem {
  const { error, requestId } = body;
  if (status === 429) {
    return {
      ...PLAIN,
      code: "too_many",
      title: "Too many scans at once",
      help: `Please wait ${waitWords(retryAfterSeconds)} and try again. Nothing is lost.`,
      retryAfterSeconds,
    };
  }
  if (status === 503) {
    return {
      ...PLAIN,
      code: "not_ready",
      title: "Not ready yet",
      help: `The server is starting or busy. Try again in ${waitWords(retryAfterSeconds)}.`,
      retryAfterSeconds,
      requestId,
    };
  }
  if (status === 413) return { ...tooLargeProblem(), help: error ?? tooLargeProblem().help };
  // HEIC, SVG and animations are pictures, only not ones that can be matched; the server says which it is.
  if (status === 415)
    return { ...notAnImageProblem(), title: "This kind of file does not work", ...(error && { help: error }) };
  if (status === 422) return { ...unreadableProblem(), help: error ?? unreadableProblem().help };
  if (status >= 500) {
    return {
      ...PLAIN,
      code: "server_error",
      title: "Something went wrong on our side",
      help: "Trying again often helps. If it keeps happening, tell whoever runs this site:",
      requestId,
    };
  }
  return {
    ...PLAIN,
    code: "rejected",
    title: "That did not work",
    help: error ?? "The server did not accept this.",
    canRetry: false,
  };
}

function waitWords(seconds: number | null): string {
  if (seconds === null) return "a moment";
  if (seconds <= 90) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
