import type { Motif } from "../../page/rules";
import { circle, ellipse, group, line, path, polar, polygon, rect } from "../../shapes/rules";

const around = (count: number, draw: (degrees: number) => string) =>
  Array.from({ length: count }, (_, i) => draw((i * 360) / count)).join("");

const blade = (x: number, y: number, length: number, width: number, angle: number, ink: string) =>
  group(
    path(
      `M0 0C${width} ${-length * 0.3} ${width} ${-length * 0.7} 0 ${-length}C${-width} ${-length * 0.7} ${-width} ${-length * 0.3} 0 0Z`,
      ink,
    ),
    `translate(${x} ${y}) rotate(${angle})`,
  );

const pine = (x: number, base: number, height: number, ink: string) =>
  polygon(
    [
      [x, base - height],
      [x + height * 0.2, base - height * 0.55],
      [x + height * 0.11, base - height * 0.55],
      [x + height * 0.28, base - height * 0.12],
      [x - height * 0.28, base - height * 0.12],
      [x - height * 0.11, base - height * 0.55],
      [x - height * 0.2, base - height * 0.55],
    ],
    ink,
  ) + rect(x - height * 0.035, base - height * 0.14, height * 0.07, height * 0.14, ink);

export const NATURE: Record<string, Motif> = {
  mountain: ({ main, second, accent, ground }) =>
    circle(76, 24, 13, accent) +
    polygon(
      [
        [42, 88],
        [72, 42],
        [99, 88],
      ],
      second,
    ) +
    polygon(
      [
        [1, 88],
        [38, 14],
        [76, 88],
      ],
      main,
    ) +
    polygon(
      [
        [38, 19],
        [50, 42.5],
        [44, 38],
        [38, 46],
        [32, 39],
        [26, 42],
      ],
      ground,
    ),
  volcano: ({ main, second, accent }) =>
    path("M38 38H62L92 94H8Z", main) +
    path("M38 38H62L68 50L62 58L56 46L50 64L44 48L37 54L33 48Z", accent) +
    path("M50 34C34 32 34 18 46 18C42 6 62 2 64 14C76 14 76 32 50 34Z", second),
  island: ({ main, second, accent }) =>
    circle(28, 30, 14, accent) +
    path("M58 84C56 64 58 46 66 32L70 34C64 48 62 64 66 84Z", main) +
    [-75, -35, 10, 50, 95].map((a) => blade(68, 33, 34, 7, a, main)).join("") +
    path("M30 84C42 74 82 74 94 84Z", second) +
    path("M4 88C30 82 70 94 98 86V94H4Z", main),
  palm: ({ main, second, accent }) =>
    path("M46 96C44 70 46 48 54 30L59 32C53 50 52 72 56 96Z", main) +
    [-100, -62, -25, 20, 58, 98].map((a, i) => blade(57, 31, 38, 8, a, i % 2 ? second : main)).join("") +
    circle(54, 36, 4, accent) +
    circle(61, 37, 4, accent),
  desert: ({ main, second, accent }) =>
    circle(70, 28, 17, accent) +
    path("M0 64C20 48 40 50 58 62C74 72 88 66 100 60V92H0Z", second) +
    path("M0 78C26 62 54 78 100 74V92H0Z", main),
  cactus: ({ main, second, accent }) =>
    rect(42, 12, 16, 82, main, 8) +
    path(
      "M42 58H30A10 10 0 0 1 20 48V34A5 5 0 0 1 30 34V46H42ZM58 66H70A10 10 0 0 0 80 56V44A5 5 0 0 0 70 44V54H58Z",
      main,
    ) +
    path("M20 94H80", { stroke: second, width: 5, cap: "round" }) +
    circle(50, 11, 6, accent) +
    [26, 40, 54, 68, 80].map((y) => line(50, y, 50, y + 6, { stroke: second, width: 2.4, cap: "round" })).join(""),
  tree: ({ main, second, accent }) =>
    path("M46 96C48 80 46 70 47 56H53C54 70 52 80 56 96Z", accent) +
    circle(50, 34, 30, main) +
    circle(28, 48, 18, main) +
    circle(72, 48, 18, main) +
    path("M50 78V40M50 60L36 46M50 54L64 40M50 70L66 56", { stroke: second, width: 3, cap: "round" }),
  "bare tree": ({ main, second }) =>
    circle(60, 36, 24, second) +
    path(
      "M44 98C48 80 46 66 47 56C38 50 30 44 22 28C32 38 40 42 47 46C48 34 42 24 36 8C46 20 52 30 53 42C60 36 66 28 74 14C72 30 66 40 56 52C66 52 76 46 88 38C80 52 70 58 55 62C54 74 56 84 62 98Z",
      main,
    ),
  forest: ({ main, second, accent }) =>
    circle(64, 24, 13, accent) +
    pine(22, 88, 58, second) +
    pine(78, 88, 64, second) +
    pine(50, 92, 78, main) +
    pine(34, 94, 46, main) +
    pine(68, 94, 44, main),
  pine: ({ main, second }) => pine(50, 97, 94, main) + rect(46.7, 84, 6.6, 13, second),
  leaf: ({ main, second }) =>
    path("M14 88C6 46 30 12 90 8C92 62 66 92 22 82Z", main) +
    path("M10 94C28 70 50 46 76 24M34 66L36 44M34 66L58 64M48 50L50 32M48 50L68 47", {
      stroke: second,
      width: 3,
      cap: "round",
    }),
  branch: ({ main, second, accent }) =>
    path("M18 92C30 60 52 34 84 10", { stroke: main, width: 3.4, cap: "round" }) +
    [
      [27, 74, -78],
      [36, 60, 20],
      [44, 48, -80],
      [54, 37, 30],
      [62, 29, -74],
      [72, 20, 44],
    ]
      .map(([x = 0, y = 0, a = 0], i) => blade(x, y, 28, 8.5, a, i % 2 ? second : main))
      .join("") +
    circle(84, 12, 5, accent) +
    circle(22, 88, 4, accent),
  wheat: ({ main, second }) =>
    path("M50 98V30", { stroke: main, width: 3, cap: "round" }) +
    [30, 42, 54, 66].map((y) => blade(50, y + 8, 24, 7, -38, main) + blade(50, y + 8, 24, 7, 38, second)).join("") +
    blade(50, 32, 28, 7, 0, main),
  flower: ({ main, second, accent }) =>
    path("M50 52V98", { stroke: second, width: 4, cap: "round" }) +
    blade(50, 92, 30, 9, -58, second) +
    blade(50, 84, 30, 9, 58, second) +
    around(8, (a) => blade(50, 36, 34, 9, a, main)) +
    circle(50, 36, 10, accent),
  tulip: ({ main, second, accent }) =>
    path("M50 50V98", { stroke: second, width: 4, cap: "round" }) +
    blade(50, 96, 48, 9, -26, second) +
    blade(50, 96, 42, 9, 30, second) +
    path("M50 60C26 58 24 34 28 8C38 16 44 22 50 30C56 22 62 16 72 8C76 34 74 58 50 60Z", main) +
    path("M50 60C38 52 36 28 50 6C64 28 62 52 50 60Z", accent),
  rose: ({ main, second, accent, ground }) =>
    path("M50 60C52 74 50 86 46 98", { stroke: second, width: 4, cap: "round" }) +
    blade(49, 86, 28, 9, -60, second) +
    blade(50, 78, 28, 9, 56, second) +
    circle(50, 36, 31, main) +
    path(
      "M50 36A8 8 0 0 1 60 30A14 14 0 0 1 46 50A20 20 0 0 1 34 26A25 25 0 0 1 72 24A26 26 0 0 1 68 58M24 46A28 28 0 0 0 50 64",
      { stroke: ground, width: 3, cap: "round" },
    ) +
    circle(53, 36, 3.4, accent),
  lotus: ({ main, second, accent }) =>
    [-70, 70].map((a) => blade(50, 76, 52, 13, a, second)).join("") +
    [-38, 38].map((a) => blade(50, 76, 60, 15, a, accent)).join("") +
    blade(50, 78, 66, 18, 0, main) +
    path("M8 84C30 76 70 76 92 84C70 92 30 92 8 84Z", main),
  mushroom: ({ main, second, accent, ground }) =>
    path("M40 52H60C60 70 62 82 66 94H34C38 82 40 70 40 52Z", second) +
    path("M6 56C8 26 30 10 50 10C70 10 92 26 94 56C70 62 30 62 6 56Z", main) +
    circle(36, 34, 7, ground) +
    circle(60, 26, 5.5, ground) +
    circle(70, 44, 6, ground) +
    circle(22, 48, 4, accent),
  apple: ({ main, second, accent }) =>
    path("M50 30C40 20 14 22 12 50C10 78 32 98 44 94C48 92 52 92 56 94C68 98 90 78 88 50C86 22 60 20 50 30Z", main) +
    path("M50 30C48 20 50 12 56 6", { stroke: second, width: 4, cap: "round" }) +
    blade(53, 20, 30, 8, 66, second) +
    path("M22 46C24 38 28 34 34 33", { stroke: accent, width: 4, cap: "round" }),
  pomegranate: ({ main, second, accent }) =>
    circle(50, 58, 36, main) +
    polygon(
      [
        [40, 24],
        [36, 6],
        [46, 14],
        [50, 4],
        [54, 14],
        [64, 6],
        [60, 24],
      ],
      main,
    ) +
    path("M50 30C74 40 74 76 50 86C58 70 58 46 50 30Z", second) +
    [
      [56, 46],
      [60, 54],
      [61, 62],
      [58, 70],
      [54, 78],
    ]
      .map(([x = 0, y = 0]) => circle(x, y, 3, accent))
      .join(""),
  lemon: ({ main, second, accent }) =>
    path("M8 58C10 30 40 14 66 22L84 14L82 32C96 60 70 92 40 86L20 92L22 78C14 74 8 68 8 58Z", main) +
    path("M24 56C28 40 44 30 58 32", { stroke: accent, width: 4, cap: "round" }) +
    blade(82, 18, 26, 8, -80, second),
  shell: ({ main, second }) =>
    path("M50 92C30 92 4 66 8 42C12 20 32 10 50 10C68 10 88 20 92 42C96 66 70 92 50 92Z", main) +
    [-52, -32, -12, 12, 32, 52]
      .map((a) => {
        const [x, y] = polar(50, 90, 64, a);
        return line(50, 90, x, y, { stroke: second, width: 2.6, cap: "round" });
      })
      .join("") +
    ellipse(50, 91, 14, 5, second),
  river: ({ main, second, accent }) =>
    circle(50, 20, 14, accent) +
    polygon(
      [
        [0, 46],
        [26, 22],
        [44, 40],
        [62, 24],
        [100, 46],
      ],
      second,
    ) +
    path("M46 46C34 56 74 60 56 70C38 80 20 82 18 96H88C84 84 92 78 78 66C68 58 58 54 54 46Z", main),
  seed: ({ main, second, accent }) =>
    path("M50 98V44", { stroke: second, width: 4, cap: "round" }) +
    blade(50, 56, 46, 15, -48, main) +
    blade(50, 52, 46, 15, 48, main) +
    ellipse(50, 94, 16, 5, accent),
};
