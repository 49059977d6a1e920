import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Requested } from "../lookup/request";
import { networkProblem } from "../lookup/request-problem";
import type { Said } from "./feedback-client";
import { UnsentWords } from "./unsent-words";

const RIGHT: Said = { verdict: "confirmed", isbn: null, rightIsbn: null, note: "", keepsPhoto: false };

let page: EventTarget;
beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal("window", page);
});
afterEach(() => vi.unstubAllGlobals());

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** A server that may be away. */
function setUp() {
  const server = { isAway: true };
  const send = vi.fn(
    async (_requestId: string, _said: Said | null): Promise<Requested<void>> =>
      server.isAway ? { ok: false, problem: networkProblem(false) } : { ok: true, value: undefined },
  );
  const onSent = vi.fn();
  return { server, send, onSent, words: new UnsentWords({ send, onSent }) };
}

it("sends a word again when the connection is back, although nobody shows its answer any more", async () => {
  const { server, send, onSent, words } = setUp();
  const line = words.lineOf("r-1", null, null);
  const hide = line.subscribe(() => undefined);
  line.say(RIGHT);
  await settle();
  hide();
  server.isAway = false;
  page.dispatchEvent(new Event("online"));
  await settle();
  expect(send).toHaveBeenCalledTimes(2);
  expect(onSent.mock.calls).toEqual([["r-1", RIGHT]]);
  page.dispatchEvent(new Event("online"));
  await settle();
  expect(send).toHaveBeenCalledTimes(2);
});

it("shows a word that is not sent yet when its answer is shown again", async () => {
  const { server, words } = setUp();
  words.lineOf("r-1", null, null).say(RIGHT);
  await settle();
  const again = words.lineOf("r-1", null, null);
  expect(again.state()).toMatchObject({ said: RIGHT, isSent: false, problem: { code: "offline" } });
  const news = vi.fn();
  again.subscribe(news);
  server.isAway = false;
  again.retry();
  await settle();
  expect(news).toHaveBeenCalled();
  expect(again.state()).toEqual({ said: RIGHT, problem: null, isSent: true });
});

it("begins with what the server has where nothing is under way, and says nothing of another answer", async () => {
  const { words } = setUp();
  words.lineOf("r-1", null, null).say(RIGHT);
  await settle();
  expect(words.lineOf("r-2", null, RIGHT).state()).toEqual({ said: RIGHT, problem: null, isSent: true });
  expect(words.lineOf("r-3", null, null).state().said).toBeNull();
});
