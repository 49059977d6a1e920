import { expect, it, vi } from "vitest";
import { asOnePart, tellLot } from "./tell-lot";

const said: { message: string; action?: { onAction: () => void | Promise<void> } }[] = [];
vi.mock("@/components/ui/toast", () => ({
  toast: (item: (typeof said)[number]) => said.push(item),
  toastProgress: () => ({ say: (message: string) => said.push({ message }), end: () => undefined }),
}));

type Part = { count: number; next: number | null };

/** Goes through 1,000 books in four parts; the one behind `wrongAfter` fails. */
function through({ wrongAfter, isCut }: { wrongAfter?: number; isCut?: boolean } = {}) {
  said.length = 0;
  const [asked, undone]: [number[], number[]] = [[], []];
  const refresh = vi.fn();
  const act = tellLot<Part & { at: number }>({
    total: 1_000,
    part: async (after) => {
      asked.push(after);
      if (after === wrongAfter && isCut) throw new Error("no network");
      if (after === wrongAfter) return { ok: false, message: "This collection no longer exists." };
      return { ok: true, count: 250, next: after === 750 ? null : after + 250, at: after };
    },
    say: (done) => `Done: ${done.length}`,
    undo: async ({ at }) => {
      undone.push(at);
      return { ok: true };
    },
    undone: "As it was before",
    refresh,
  });
  return { act, asked, undone, refresh, messages: () => said.map(({ message }) => message) };
}

it("goes on behind each part until there are no more, says how far it is, and takes all of it back", async () => {
  const { act, asked, undone, refresh, messages } = through();
  expect(await act).toBe(true);
  expect(asked).toEqual([0, 250, 500, 750]);
  expect(messages()).toEqual([...["250 of 1,000 books…", "500 of 1,000 books…", "750 of 1,000 books…", "Done: 4"]]);
  said.at(-1)?.action?.onAction();
  await vi.waitFor(() => expect(messages().at(-1)).toBe("As it was before"));
  expect(undone).toEqual([750, 500, 250, 0]);
  expect(refresh).not.toHaveBeenCalled();
});

it("says how much was done where a part fails, shows that, and takes exactly that back", async () => {
  for (const [isCut, why] of [
    [false, "This collection no longer exists."],
    [true, "The connection broke."],
  ] as const) {
    const { act, undone, refresh, messages } = through({ wrongAfter: 500, isCut });
    expect(await act).toBe(false);
    expect(messages().at(-1)).toBe(`${why} 500 of 1,000 books were done.`);
    expect(refresh).toHaveBeenCalledOnce();
    await said.at(-1)?.action?.onAction();
    expect([undone, messages().at(-1)]).toEqual([[250, 0], "As it was before"]);
  }
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
