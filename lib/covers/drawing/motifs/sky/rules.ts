import type { Motif } from "../../page/rules";
import { circle, ellipse, group, line, path, polar, polygon, rect, star } from "../../shapes/rules";

const around = (count: number, draw: (degrees: number) => string) =>
  Array.from({ length: count }, (_, i) => draw((i * 360) / count)).join("");

export const SKY: Record<string, Motif> = {
  sun: ({ main, second, accent }) =>
    around(24, (a) => {
      const [x1, y1] = polar(50, 50, a % 30 === 0 ? 47 : 40, a);
      const [x2, y2] = polar(50, 50, 30, a - 5);
      const [x3, y3] = polar(50, 50, 30, a + 5);
      return polygon(
        [
          [x1, y1],
          [x2, y2],
          [x3, y3],
        ],
        a % 30 === 0 ? main : second,
      );
    }) +
    circle(50, 50, 26, main) +
    path("M50 24A26 26 0 0 1 50 76A34 34 0 0 0 50 24Z", accent),
  moon: ({ main, second }) =>
    path("M60 6A44 44 0 1 0 94 68A38 38 0 0 1 60 6Z", main) +
    star(76, 30, 8, 3, 4, second) +
    star(90, 46, 4, 1.6, 4, second),
  star: ({ main, second, accent }) =>
    star(50, 50, 48, 11, 4, main) + star(50, 50, 30, 9, 4, second, 45) + circle(50, 50, 6, accent),
  stars: ({ main, second, accent }) =>
    star(38, 42, 32, 9, 4, main) +
    star(78, 24, 14, 4, 4, second) +
    star(72, 76, 20, 5.5, 4, accent) +
    circle(20, 82, 3, second) +
    circle(90, 52, 2.4, main),
  comet: ({ main, second, accent }) =>
    path("M8 12C34 24 54 42 66 62L54 74C38 56 22 34 8 12Z", second) +
    path("M24 8C46 22 62 40 72 58L64 64C52 44 38 24 24 8Z", accent) +
    circle(68, 72, 19, main),
  planet: ({ main, second, accent, ground }) =>
    circle(50, 50, 27, main) +
    path("M24 44C40 50 62 50 76 42A27 27 0 0 0 72 34C58 42 40 42 28 34A27 27 0 0 0 24 44Z", accent) +
    path(
      "M23 56C4 68 0 76 6 79C18 84 60 62 84 42C98 30 102 22 96 20C92 18 84 20 74 25C82 24 88 23 90 25C92 28 80 40 60 53C40 65 20 74 14 72C11 71 15 64 23 56Z",
      second,
    ) +
    circle(16, 22, 2, ground),
  rocket: ({ main, second, accent, ground }) =>
    group(
      path("M50 2C64 16 68 36 66 66H34C32 36 36 16 50 2Z", main) +
        path("M34 44L20 66V80L35 68ZM66 44L80 66V80L65 68Z", second) +
        circle(50, 36, 9, ground) +
        circle(50, 36, 5.5, accent) +
        path("M40 70H60L50 98Z", accent),
      "rotate(28 50 50)",
    ),
  cloud: ({ main, second }) =>
    path("M26 76A19 19 0 0 1 24 38A26 26 0 0 1 72 32A22 22 0 0 1 76 76Z", main) +
    path("M30 66A11 11 0 0 1 30 44A18 18 0 0 1 44 32A24 24 0 0 0 34 56A14 14 0 0 0 46 66Z", second),
  rain: ({ main, second, accent }) =>
    path("M28 56A16 16 0 0 1 26 24A24 24 0 0 1 70 20A18 18 0 0 1 74 56Z", main) +
    [26, 42, 58, 74]
      .map((x, i) =>
        path(
          `M${x} ${66 + (i % 2) * 8}C${x + 8} ${78 + (i % 2) * 8} ${x + 5} ${86 + (i % 2) * 8} ${x} ${86 + (i % 2) * 8}C${x - 5} ${86 + (i % 2) * 8} ${x - 8} ${78 + (i % 2) * 8} ${x} ${66 + (i % 2) * 8}Z`,
          i % 2 ? accent : second,
        ),
      )
      .join(""),
  lightning: ({ main, second }) =>
    polygon(
      [
        [60, 2],
        [18, 56],
        [46, 56],
        [36, 98],
        [82, 38],
        [52, 38],
      ],
      main,
    ) +
    polygon(
      [
        [60, 2],
        [18, 56],
        [32, 56],
      ],
      second,
    ),
  snowflake: ({ main, second }) =>
    around(6, (a) =>
      group(
        line(50, 50, 50, 6, { stroke: main, width: 5, cap: "round" }) +
          path("M36 12L50 26L64 12M40 28L50 38L60 28", { stroke: second, width: 4, cap: "round" }),
        `rotate(${a} 50 50)`,
      ),
    ) + circle(50, 50, 6, main),
  flame: ({ main, second, accent }) =>
    path(
      "M52 2C58 22 84 36 82 64C81 84 66 98 50 98C32 98 18 84 18 66C18 50 28 44 32 30C40 36 42 42 42 48C50 38 54 20 52 2Z",
      main,
    ) +
    path(
      "M52 44C56 56 70 62 69 76C68 88 60 95 50 95C40 95 31 87 32 75C33 66 39 64 42 56C47 60 48 63 48 67C52 60 54 52 52 44Z",
      second,
    ) +
    path("M50 70C54 76 59 79 58 86C57 92 54 95 50 95C45 95 42 91 42 86C43 80 48 78 50 70Z", accent),
  wave: ({ main, second, accent }) =>
    path(
      "M2 78C18 78 20 34 52 24C78 17 94 36 90 52C87 63 73 65 69 56C66 48 74 43 79 47C72 33 50 40 48 58C46 72 62 80 98 78V92H2Z",
      main,
    ) +
    path("M2 92V86C30 92 60 82 98 88V92Z", second) +
    circle(78, 12, 5, accent) +
    circle(92, 22, 3, accent),
  rainbow: ({ main, second, accent }) =>
    [
      [46, main],
      [35, second],
      [24, accent],
    ]
      .map(([r, ink]) =>
        path(`M${50 - Number(r)} 76A${r} ${r} 0 0 1 ${50 + Number(r)} 76`, { stroke: String(ink), width: 9 }),
      )
      .join(""),
  telescope: ({ main, second, accent }) =>
    group(
      rect(20, 34, 46, 18, main) + rect(62, 30, 24, 26, second) + rect(12, 37, 10, 12, accent),
      "rotate(-28 50 50)",
    ) + path("M48 56L28 96M50 56L50 96M52 56L74 96", { stroke: main, width: 4.5, cap: "round" }),
  balloon: ({ main, second, accent }) =>
    path("M50 4C76 4 88 24 84 42C80 58 66 66 60 76H40C34 66 20 58 16 42C12 24 24 4 50 4Z", main) +
    path("M50 4C62 10 66 26 64 42C62 58 56 68 54 76H46C44 68 38 58 36 42C34 26 38 10 50 4Z", second) +
    path("M42 76L44 86M58 76L56 86", { stroke: main, width: 2 }) +
    rect(42, 84, 16, 12, accent, 2),
  orbit: ({ main, second, accent }) =>
    [0, 60, 120]
      .map((a) =>
        group(ellipse(50, 50, 46, 17, { stroke: a === 60 ? second : main, width: 3.6 }), `rotate(${a} 50 50)`),
      )
      .join("") +
    circle(50, 50, 9, accent) +
    circle(73, 12, 4.5, main) +
    circle(4, 50, 4.5, accent),
};
