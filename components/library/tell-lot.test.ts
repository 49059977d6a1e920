import { expect, it, vi } from "vitest";
import { asOnePart, tellLot } from "./tell-lot";

const said: { message: string; action?: { onAction: () => void | Promise<void> } }[] = [];
vi.mock("@/components/ui/toast", () => ({
  toast: (item: (typeof said)[number]) => said.push(item),
  toastProgress: () => ({ say: (message: string) => said.push({ message }), end: () => undefined }),
}));

type Part = { count: number; next: number | null };

// Whether the browser asks before it leaves the page.
let isHeld = false;
vi.stubGlobal("window", {
  addEventListener: () => {
    isHeld = true;
  },
  removeEventListener: () => {
    isHeld = false;
  },
});

type Trouble = {
  /** The part behind which one fails. */
  wrongAfter?: number;
  /** Its answer is lost. */
  isCut?: boolean;
  /** The undo of this part fails, the first time. */
  undoWrongAt?: number;
  /** How many books stay as they are in each undo. */
  stayed?: number;
};

/** Goes through 1,000 books in four parts. */
function through({ wrongAfter, isCut, undoWrongAt, stayed }: Trouble = {}) {
  said.length = 0;
  const held: boolean[] = [];
  let isUndoWrong = undoWrongAt !== undefined;
  const [asked, undone]: [number[], number[]] = [[], []];
  const refresh = vi.fn();
  const act = tellLot<Part & { at: number }>({
    total: 1_000,
    part: async (after) => {
      asked.push(after);
      held.push(isHeld);
      if (after === wrongAfter && isCut) throw new Error("no network");
      if (after === wrongAfter) return { ok: false, message: "This collection no longer exists." };
      return { ok: true, count: 250, next: after === 750 ? null : after + 250, at: after };
    },
    say: (done) => `Done: ${done.length}`,
    undo: async ({ at }) => {
      held.push(isHeld);
      if (at === undoWrongAt && isUndoWrong) {
        isUndoWrong = false;
        if (isCut) throw new Error("no network");
        return { ok: false, message: "This collection no longer exists." };
      }
      undone.push(at);
      return { ok: true, stayed };
    },
    undone: "As it was before",
    refresh,
  });
  return { act, asked, undone, held, refresh, messages: () => said.map(({ message }) => message) };
}

it("goes on behind each part until there are no more, says how far it is, and takes all of it back", async () => {
  const { act, asked, undone, refresh, messages } = through();
  expect(await act).toBe(true);
  expect(asked).toEqual([0, 250, 500, 750]);
  expect(messages()).toEqual([...["250 of 1,000 books…", "500 of 1,000 books…", "750 of 1,000 books…", "Done: 4"]]);
  await said.at(-1)?.action?.onAction();
  expect(messages().at(-1)).toBe("As it was before");
  expect(undone).toEqual([750, 500, 250, 0]);
  expect(refresh).not.toHaveBeenCalled();
});

it("says how much was done where a part fails, shows that, and takes exactly that back", async () => {
  for (const [isCut, words] of [
    [false, "This collection no longer exists. 500 of 1,000 books were done."],
    // Its answer was lost, but it may have been done.
    [true, "The connection broke. 500 of 1,000 books were done, and some of the next ones may be."],
  ] as const) {
    const { act, undone, refresh, messages } = through({ wrongAfter: 500, isCut });
    expect(await act).toBe(false);
    expect(messages().at(-1)).toBe(words);
    expect(refresh).toHaveBeenCalledOnce();
    await said.at(-1)?.action?.onAction();
    expect([undone, messages().at(-1)]).toEqual([[250, 0], "As it was before"]);
  }
});

it("goes on with an undo that broke off halfway where it is asked to", async () => {
  for (const [isCut, words] of [
    [false, "This collection no longer exists. 500 of 1,000 books are as before."],
    [true, "The connection broke. 500 of 1,000 books are as before, and some of the next ones may be."],
  ] as const) {
    const { act, undone, refresh, messages } = through({ undoWrongAt: 250, isCut });
    await act;
    await said.at(-1)?.action?.onAction();
    expect(messages().at(-1)).toBe(words);
    expect([undone, refresh.mock.calls.length]).toEqual([[750, 500], 1]);
    await said.at(-1)?.action?.onAction();
    expect([undone, messages().at(-1)]).toEqual([[750, 500, 250, 0], "As it was before"]);
    expect(said.at(-1)?.action).toBeUndefined();
  }
});

it("says of an undo how many books stay, as more was said of them since", async () => {
  const { act, messages } = through({ stayed: 1 });
  await act;
  await said.at(-1)?.action?.onAction();
  expect(messages().at(-1)).toBe("As it was before; 4 books stay as they are, for they were changed since");
});

it("lets the browser ask before it leaves a page on which an act, or its undo, is under way", async () => {
  const { act, held } = through({ undoWrongAt: 0 });
  await act;
  expect(isHeld).toBe(false);
  await said.at(-1)?.action?.onAction();
  expect(isHeld).toBe(false);
  expect([held.length, new Set(held)]).toEqual([8, new Set([true])]);
});

it("says that books may have changed where the answer of the first part is lost, and shows them as they are", async () => {
  const { act, refresh, messages } = through({ wrongAfter: 0, isCut: true });
  expect(await act).toBe(false);
  expect(messages()).toEqual(["The connection broke. Some of the books may have changed."]);
  expect(refresh).toHaveBeenCalledOnce();
});

it("offers no undo where nothing was done", async () => {
  const { act, refresh } = through({ wrongAfter: 0 });
  expect(await act).toBe(false);
  expect(said).toEqual([{ message: "This collection no longer exists.", tone: "problem" }]);
  expect(refresh).not.toHaveBeenCalled();
});

it("takes an act on all of its books at once for the only part", async () => {
  expect(await asOnePart(7, Promise.resolve({ ok: true as const, undo: [1] }))).toEqual({
    ...{ ok: true, undo: [1], count: 7, next: null },
  });
  const refused = { ok: false as const, message: "No." };
  expect(await asOnePart(7, Promise.resolve(refused))).toEqual(refused);
});
