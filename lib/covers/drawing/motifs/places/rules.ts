import type { Motif } from "../../page/rules";
import { circle, ellipse, group, line, path, polygon, rect } from "../../shapes/rules";

const windows = (xs: readonly number[], ys: readonly number[], width: number, height: number, ink: string) =>
  xs.flatMap((x) => ys.map((y) => rect(x, y, width, height, ink))).join("");

export const PLACES: Record<string, Motif> = {
  house: ({ main, second, accent, ground }) =>
    rect(66, 18, 10, 24, second) +
    polygon(
      [
        [50, 10],
        [96, 50],
        [4, 50],
      ],
      second,
    ) +
    rect(16, 50, 68, 44, main) +
    path("M42 94V74A8 8 0 0 1 58 74V94Z", accent) +
    windows([24, 66], [60], 11, 13, ground) +
    line(4, 94, 96, 94, { stroke: main, width: 4 }),
  castle: ({ main, second, accent, ground }) =>
    path(
      "M8 94V38H4V26H12V31H18V26H26V31H32V52H38V20H34V8H42V13H47V8H53V13H58V8H66V20H62V52H68V31H74V26H82V31H88V26H96V38H92V94Z",
      main,
    ) +
    path("M40 94V76A10 10 0 0 1 60 76V94Z", ground) +
    windows([47], [28], 6, 12, ground) +
    windows([16, 78], [46], 6, 11, second) +
    polygon(
      [
        [51, 8],
        [51, -6],
        [66, -1],
        [51, 4],
      ],
      accent,
    ),
  city: ({ main, second, accent, ground }) =>
    circle(66, 28, 17, accent) +
    rect(4, 44, 18, 50, second) +
    rect(42, 30, 18, 64, second) +
    rect(78, 40, 18, 54, second) +
    path("M20 94V26H30V16H34V26H44V94ZM58 94V46L76 36V94Z", main) +
    windows([25, 34], [34, 46, 58, 70, 82], 4.5, 6, ground) +
    windows([62, 69], [54, 66, 78], 4, 6, ground) +
    rect(0, 92, 100, 4, main),
  tower: ({ main, second, accent, ground }) =>
    path("M34 96L38 34H62L66 96Z", main) +
    path("M30 34V20H37V26H46V20H54V26H63V20H70V34Z", second) +
    path("M44 96V82A6 6 0 0 1 56 82V96Z", ground) +
    windows([47], [44, 60], 6, 9, ground) +
    polygon(
      [
        [50, 20],
        [50, 2],
        [68, 8],
        [50, 14],
      ],
      accent,
    ),
  lighthouse: ({ main, second, accent }) =>
    polygon(
      [
        [60, 22],
        [100, 8],
        [100, 38],
        [60, 28],
      ],
      accent,
    ) +
    polygon(
      [
        [40, 22],
        [0, 8],
        [0, 38],
        [40, 28],
      ],
      accent,
    ) +
    path("M38 34H62L68 90H32Z", main) +
    path("M36.7 46H63.3L64.6 58H35.4ZM34.2 70H65.8L67 82H33Z", second) +
    rect(40, 16, 20, 18, second) +
    path("M38 16L50 4L62 16Z", main) +
    path("M10 96C26 84 74 84 90 96Z", main),
  bridge: ({ main, second, accent }) =>
    circle(50, 26, 15, accent) +
    path("M2 58C14 56 22 40 24 20C34 58 66 58 76 20C78 40 86 56 98 58", { stroke: main, width: 3.4 }) +
    rect(20, 14, 8, 78, main) +
    rect(72, 14, 8, 78, main) +
    [34, 42, 50, 58, 66]
      .map((x) => line(x, 40 + (8 - Math.abs(50 - x) * 0.45), x, 64, { stroke: second, width: 2 }))
      .join("") +
    rect(0, 62, 100, 7, main) +
    path("M0 86C16 80 30 92 50 86C70 80 84 92 100 86V96H0Z", second),
  door: ({ main, second, accent, ground }) =>
    path("M20 96V44A30 30 0 0 1 80 44V96Z", main) +
    path("M30 96V46A20 20 0 0 1 70 46V96Z", ground) +
    path("M30 96V46A20 20 0 0 1 50 26V86L30 96Z", second) +
    circle(44, 62, 3, accent) +
    rect(12, 94, 76, 4, main),
  window: ({ main, second, accent, ground }) =>
    path("M18 94V42A32 32 0 0 1 82 42V94Z", main) +
    path("M26 86V43A24 24 0 0 1 74 43V86Z", ground) +
    circle(60, 46, 10, accent) +
    path("M26 74C38 60 56 78 74 64V86H26Z", second) +
    rect(48, 19, 4, 68, main) +
    rect(26, 56, 48, 4, main) +
    rect(10, 90, 80, 7, main),
  gate: ({ main, second, accent }) =>
    path("M10 96V20L22 12L34 20V34A20 20 0 0 1 66 34V20L78 12L90 20V96H70V50A20 20 0 0 0 30 50V96Z", main) +
    circle(50, 62, 11, accent) +
    [36, 43, 50, 57, 64].map((x) => line(x, 68, x, 96, { stroke: second, width: 2.6 })).join(""),
  temple: ({ main, second, accent }) =>
    polygon(
      [
        [50, 8],
        [96, 34],
        [4, 34],
      ],
      main,
    ) +
    rect(8, 36, 84, 6, second) +
    [14, 34, 55, 75].map((x) => rect(x, 44, 11, 38, main)).join("") +
    rect(6, 83, 88, 6, second) +
    rect(0, 90, 100, 6, main) +
    circle(50, 25, 5, accent),
  mosque: ({ main, second, accent }) =>
    path("M26 54C20 34 44 32 50 14C56 32 80 34 74 54V94H26Z", main) +
    path("M6 94V32L11 18L16 32V94ZM84 94V32L89 18L94 32V94Z", second) +
    path("M40 94V72C40 62 48 60 50 54C52 60 60 62 60 72V94Z", accent) +
    circle(50, 9, 3.4, accent) +
    rect(0, 92, 100, 4, main),
  pagoda: ({ main, second, accent }) =>
    line(50, 2, 50, 18, { stroke: accent, width: 3 }) +
    [
      [18, 26],
      [40, 34],
      [64, 42],
    ]
      .map(
        ([y = 0, w = 0]) =>
          path(
            `M50 ${y}C${50 - w * 0.5} ${y + 6} ${50 - w * 0.7} ${y + 10} ${50 - w} ${y + 9}L${50 - w + 6} ${y + 15}H${50 + w - 6}L${50 + w} ${y + 9}C${50 + w * 0.7} ${y + 10} ${50 + w * 0.5} ${y + 6} 50 ${y}Z`,
            main,
          ) + rect(50 - w + 13, y + 15, (w - 13) * 2, 9, second),
      )
      .join("") +
    rect(14, 90, 72, 6, main),
  torii: ({ main, second, accent }) =>
    circle(50, 56, 25, accent) +
    path("M2 14C30 24 70 24 98 14V26C70 34 30 34 2 26Z", main) +
    rect(12, 40, 76, 8, main) +
    path("M22 28H32L30 96H18ZM68 28H78L82 96H70Z", main) +
    rect(45, 28, 10, 14, second),
  tent: ({ main, second, accent }) =>
    polygon(
      [
        [50, 14],
        [98, 90],
        [2, 90],
      ],
      main,
    ) +
    polygon(
      [
        [50, 14],
        [66, 90],
        [34, 90],
      ],
      second,
    ) +
    line(50, 4, 50, 16, { stroke: main, width: 3 }) +
    polygon(
      [
        [50, 3],
        [64, 8],
        [50, 13],
      ],
      accent,
    ),
  ship: ({ main, second, accent }) =>
    rect(48, 4, 4, 68, main) +
    path("M54 8C78 20 84 42 80 60C72 54 62 52 54 54Z", second) +
    path("M46 16C30 26 22 42 20 60C28 54 38 52 46 54Z", accent) +
    path("M6 68H94C90 80 84 88 76 90H24C16 88 10 80 6 68Z", main) +
    path("M0 92C14 86 24 98 38 92C52 86 62 98 76 92C86 88 94 92 100 94", { stroke: second, width: 4, cap: "round" }),
  boat: ({ main, second, accent }) =>
    circle(74, 22, 10, accent) +
    polygon(
      [
        [46, 12],
        [46, 66],
        [12, 66],
      ],
      second,
    ) +
    polygon(
      [
        [52, 24],
        [52, 66],
        [82, 66],
      ],
      main,
    ) +
    path("M8 72H92C86 86 78 90 68 90H32C20 90 12 84 8 72Z", main) +
    path("M2 96H40M54 96H98", { stroke: second, width: 3, cap: "round" }),
  anchor: ({ main, second, accent }) =>
    circle(50, 14, 9, { stroke: main, width: 6 }) +
    rect(46, 23, 8, 68, main) +
    rect(28, 32, 44, 7, second) +
    path("M12 58C14 80 32 92 50 94C68 92 86 80 88 58", { stroke: main, width: 8 }) +
    polygon(
      [
        [12, 46],
        [24, 64],
        [2, 66],
      ],
      main,
    ) +
    polygon(
      [
        [88, 46],
        [98, 66],
        [76, 64],
      ],
      main,
    ) +
    path("M30 44C42 56 60 48 68 62", { stroke: accent, width: 3, cap: "round" }),
  train: ({ main, second, accent, ground }) =>
    path("M58 6C42 2 30 12 34 20C22 16 12 26 20 34", { stroke: accent, width: 5, cap: "round" }) +
    path("M8 78V52H20V38H32V52H58V28H94V78Z", main) +
    rect(54, 22, 44, 8, second) +
    windows([64, 80], [38], 9, 13, ground) +
    [
      [22, 80, 10],
      [46, 80, 10],
      [78, 77, 15],
    ]
      .map(([x = 0, y = 0, r = 0]) => circle(x, y, r, second) + circle(x, y, r * 0.4, ground))
      .join("") +
    rect(0, 92, 100, 4, main),
  car: ({ main, second, accent, ground }) =>
    path("M4 70C4 56 14 52 24 50L36 32H66L82 50C92 52 97 58 96 72H4Z", main) +
    path("M34 50L42 38H52V50ZM57 50V38H64L74 50Z", ground) +
    circle(26, 72, 12, second) +
    circle(74, 72, 12, second) +
    circle(26, 72, 4.6, ground) +
    circle(74, 72, 4.6, ground) +
    circle(92, 60, 3, accent),
  bicycle: ({ main, second, accent }) =>
    circle(22, 64, 19, { stroke: main, width: 4 }) +
    circle(78, 64, 19, { stroke: main, width: 4 }) +
    path("M22 64L38 36H66L50 64ZM50 64L34 30M66 36L78 64M66 36L63 24H74", { stroke: second, width: 4, cap: "round" }) +
    path("M28 30H42", { stroke: accent, width: 5, cap: "round" }) +
    circle(50, 64, 5, accent),
  plane: ({ main, second, accent }) =>
    group(
      path(
        "M50 2C56 8 57 18 57 32L98 58V68L57 56L55 80L68 90V97L50 92L32 97V90L45 80L43 56L2 68V58L43 32C43 18 44 8 50 2Z",
        main,
      ) +
        path("M50 2C56 8 57 18 57 32L55 80L50 92Z", second) +
        circle(50, 18, 3, accent),
      "rotate(40 50 50)",
    ),
  road: ({ main, second, accent, ground }) =>
    circle(50, 28, 16, accent) +
    polygon(
      [
        [0, 44],
        [24, 30],
        [50, 42],
        [76, 26],
        [100, 44],
      ],
      second,
    ) +
    polygon(
      [
        [44, 44],
        [56, 44],
        [92, 96],
        [8, 96],
      ],
      main,
    ) +
    polygon(
      [
        [49, 50],
        [51, 50],
        [51.6, 60],
        [48.4, 60],
      ],
      ground,
    ) +
    polygon(
      [
        [48, 66],
        [52, 66],
        [53, 78],
        [47, 78],
      ],
      ground,
    ) +
    polygon(
      [
        [46.6, 84],
        [53.4, 84],
        [54.4, 96],
        [45.6, 96],
      ],
      ground,
    ),
  stairs: ({ main, second, accent }) =>
    path("M4 96V82H22V66H40V50H58V34H76V18H96V96Z", main) +
    path("M22 82H26V96H22ZM40 66H44V96H40ZM58 50H62V96H58ZM76 34H80V96H76Z", second) +
    circle(30, 26, 13, accent),
  ladder: ({ main, second, accent }) =>
    circle(70, 22, 17, accent) +
    path("M26 96L44 8M56 96L66 8", { stroke: main, width: 6, cap: "round" }) +
    [20, 36, 52, 68, 84]
      .map((y) => line(44 - (y - 8) * 0.2, y, 65 - (y - 8) * 0.11, y, { stroke: second, width: 5 }))
      .join(""),
  well: ({ main, second, accent }) =>
    polygon(
      [
        [50, 4],
        [90, 28],
        [10, 28],
      ],
      second,
    ) +
    rect(20, 28, 6, 34, main) +
    rect(74, 28, 6, 34, main) +
    line(50, 28, 50, 50, { stroke: accent, width: 2.6 }) +
    path("M42 50H58L56 62H44Z", accent) +
    path("M14 62H86L80 96H20Z", main) +
    path("M17 74H83M19 85H81", { stroke: second, width: 2.6 }),
  windmill: ({ main, second, accent, ground }) =>
    path("M38 42H62L70 96H30Z", main) +
    path("M36 44C38 30 62 30 64 44Z", second) +
    [20, 110, 200, 290]
      .map((a) =>
        group(path("M48 40V2H60V32Z", accent) + path("M50 40V0", { stroke: main, width: 3 }), `rotate(${a} 50 40)`),
      )
      .join("") +
    circle(50, 40, 4.4, main) +
    path("M44 96V80A6 6 0 0 1 56 80V96Z", ground),
  theatre: ({ main, second, accent }) =>
    path(
      "M4 6H96V20C90 26 84 26 78 20C72 26 66 26 60 20C54 26 46 26 40 20C34 26 28 26 22 20C16 26 10 26 4 20Z",
      accent,
    ) +
    path("M4 20C22 40 26 62 10 96H4ZM96 20C78 40 74 62 90 96H96Z", main) +
    ellipse(50, 88, 32, 8, second) +
    polygon(
      [
        [50, 26],
        [72, 86],
        [28, 86],
      ],
      second,
    ) +
    circle(50, 68, 7, main) +
    path("M42 90C42 76 58 76 58 90Z", main),
  labyrinth: ({ main, second, accent }) =>
    [46, 36, 26, 16]
      .map((r, i) => {
        const gap = [178, 20, 250, 110][i] ?? 0;
        const rad = (deg: number) => ((deg - 90) * Math.PI) / 180;
        const [a, b] = [gap + 500 / r, gap - 500 / r + 360];
        return path(
          `M${(50 + r * Math.cos(rad(a))).toFixed(1)} ${(50 + r * Math.sin(rad(a))).toFixed(1)}A${r} ${r} 0 1 1 ${(50 + r * Math.cos(rad(b))).toFixed(1)} ${(50 + r * Math.sin(rad(b))).toFixed(1)}`,
          { stroke: i % 2 ? second : main, width: 5 },
        );
      })
      .join("") +
    circle(50, 50, 6, accent) +
    line(50, 14, 50, 4, { stroke: main, width: 5 }) +
    line(76, 50, 86, 50, { stroke: main, width: 5 }) +
    line(24, 58, 15, 62, { stroke: second, width: 5 }),
};
