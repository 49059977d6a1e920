import { expect, it, vi } from "vitest";
import { tell } from "./tell";

const said: { message: string; action?: { label: string; onAction: () => void | Promise<void> } }[] = [];
vi.mock("./toast", () => ({ toast: (item: (typeof said)[number]) => said.push(item) }));

it("offers an undo again that did not get through, and none that was refused", async () => {
  const answers = [
    () => Promise.reject(new Error("no network")),
    async () => ({ ok: false, message: "You have said something else of this book since." }),
  ];
  await tell({
    ...{ done: "Deleted", undone: "As it was before" },
    work: async () => ({ ok: true }),
    undo: () => answers.shift()?.() ?? Promise.resolve({ ok: true }),
  });
  await said.at(-1)?.action?.onAction();
  expect(said.at(-1)).toMatchObject({ message: expect.stringContaining("no connection"), action: { label: "Undo" } });
  await said.at(-1)?.action?.onAction();
  expect(said.at(-1)).toMatchObject({ message: "You have said something else of this book since." });
  expect(said.at(-1)?.action).toBeUndefined();
});
