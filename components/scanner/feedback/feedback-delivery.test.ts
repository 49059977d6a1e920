import { describe, expect, it } from "vitest";
import type { Requested } from "../lookup/request";
import { answerProblem, networkProblem } from "../lookup/request-problem";
import type { Said } from "./feedback-client";
import { type DeliveryState, FeedbackDelivery } from "./feedback-delivery";

const word = (verdict: Said["verdict"]): Said => ({
  verdict,
  isbn: null,
  rightIsbn: null,
  note: "",
  keepsPhoto: false,
});
const RIGHT = word("confirmed");
const WRONG = word("rejected");
const NONE = word("not_in_list");

const taken: Requested<void> = { ok: true, value: undefined };
const lost: Requested<void> = { ok: false, problem: networkProblem(false) };
const refused: Requested<void> = {
  ok: false,
  problem: answerProblem({ status: 404, body: { error: "gone", requestId: null }, retryAfterSeconds: null }),
};

/** A server that answers when it is told to, and a page that notes what it shows. */
function setUp(earlier: Said | null = null) {
  const sent: (Said | null)[] = [];
  const waiting: ((answer: Requested<void>) => void)[] = [];
  const shown: DeliveryState[] = [];
  const delivery = new FeedbackDelivery(
    (said) => {
      sent.push(said);
      return new Promise((resolve) => waiting.push(resolve));
    },
    (state) => shown.push(state),
    earlier,
  );
  const answer = async (with_: Requested<void>) => {
    waiting.shift()?.(with_);
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { delivery, sent, answer, now: () => shown.at(-1) };
}

describe("FeedbackDelivery", () => {
  it("shows a word before the server has it, and sends it once", async () => {
    const { delivery, sent, answer, now } = setUp();
    void delivery.say(RIGHT);
    expect(now()).toEqual({ said: RIGHT, problem: null, isSent: false });
    await answer(taken);
    void delivery.retry();
    expect([sent, now()]).toEqual([[RIGHT], { said: RIGHT, problem: null, isSent: true }]);
  });

  it("sends words one after another, the newest last, and leaves out those in between", async () => {
    const { delivery, sent, answer, now } = setUp();
    void delivery.say(RIGHT);
    void delivery.say(WRONG);
    void delivery.say(NONE);
    expect(sent).toEqual([RIGHT]);
    await answer(taken);
    expect(sent).toEqual([RIGHT, NONE]);
    await answer(taken);
    expect(now()).toEqual({ said: NONE, problem: null, isSent: true });
  });

  it("keeps a word that got lost, and sends it when asked to", async () => {
    const { delivery, sent, answer, now } = setUp();
    void delivery.say(RIGHT);
    await answer(lost);
    expect(now()).toMatchObject({ said: RIGHT, problem: { code: "offline" }, isSent: false });
    void delivery.retry();
    expect(now()).toEqual({ said: RIGHT, problem: null, isSent: false });
    await answer(taken);
    expect(sent).toEqual([RIGHT, RIGHT]);
  });

  it("takes back what may have arrived, although nobody knows that it did", async () => {
    const { delivery, sent, answer } = setUp();
    void delivery.say(RIGHT);
    await answer(lost);
    void delivery.say(null);
    await answer(taken);
    expect(sent).toEqual([RIGHT, null]);
  });

  it("goes on from what was said before: takes it back, or returns to it when a new word is refused", async () => {
    const again = setUp(NONE);
    void again.delivery.say(RIGHT);
    await again.answer(refused);
    expect(again.now()).toMatchObject({ said: NONE, isSent: true });
    void again.delivery.say(null);
    await again.answer(taken);
    expect(again.sent).toEqual([RIGHT, null]);
  });

  it("goes back to what the server has when a word is refused", async () => {
    const { delivery, answer, now } = setUp();
    void delivery.say(RIGHT);
    await answer(taken);
    void delivery.say(WRONG);
    await answer(refused);
    expect(now()).toMatchObject({ said: RIGHT, problem: { help: "gone" }, isSent: true });
  });

  it("does not mind what became of a word that was replaced meanwhile", async () => {
    const { delivery, sent, answer, now } = setUp();
    void delivery.say(RIGHT);
    void delivery.say(NONE);
    await answer(refused);
    await answer(taken);
    expect([sent, now()]).toEqual([[RIGHT, NONE], { said: NONE, problem: null, isSent: true }]);
  });
});
