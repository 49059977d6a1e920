import { expect, it } from "vitest";
import { readMetadata } from "./rules";

it("keeps of a box set which volumes of its series it holds", () => {
  const series = [
    { name: "Tides", position: null, range: [1, 3] },
    { name: "Sea Tales", position: 2.5 },
  ];
  const read = readMetadata({ title: "Tides, 1 to 3", series }, 1, new Date("2026-11-22"));
  expect(read).toMatchObject({ record: { series } });
});
