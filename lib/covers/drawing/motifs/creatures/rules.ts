import type { Motif } from "../../page/rules";
import { circle, ellipse, group, line, path, polygon } from "../../shapes/rules";

const mirrored = (markup: string) => markup + group(markup, "translate(100 0) scale(-1 1)");

export const CREATURES: Record<string, Motif> = {
  whale: ({ main, second, accent, ground }) =>
    path(
      "M4 52C4 34 24 26 44 28C66 30 74 46 82 44C86 36 80 26 86 18C90 24 94 26 99 24C98 34 94 42 90 48C92 66 66 82 42 80C18 78 4 68 4 52Z",
      main,
    ) +
    path("M6 60C20 66 36 62 48 68C40 78 20 78 6 60Z", second) +
    circle(22, 50, 2.6, ground) +
    path("M34 24C34 14 28 10 22 12M34 24C34 14 40 10 46 12", { stroke: accent, width: 3.4, cap: "round" }),
  fish: ({ main, second, accent, ground }) =>
    path("M4 50C18 22 54 20 74 46L96 24C92 42 92 58 96 76L74 54C54 80 18 78 4 50Z", main) +
    path("M30 30C38 42 38 58 30 70", { stroke: ground, width: 3 }) +
    circle(19, 46, 3.4, ground) +
    [
      [44, 44],
      [56, 46],
      [44, 56],
      [56, 54],
    ]
      .map(([x = 0, y = 0]) =>
        path(`M${x} ${y - 5}A5 5 0 0 1 ${x} ${y + 5}`, { stroke: second, width: 2.6, cap: "round" }),
      )
      .join("") +
    path("M40 27C48 16 58 18 62 30Z", accent),
  octopus: ({ main, second, ground }) =>
    path("M50 6C76 6 82 34 70 52H30C18 34 24 6 50 6Z", main) +
    mirrored(
      path("M34 50C30 66 12 62 8 76C6 84 14 88 18 82M42 52C42 72 26 76 26 90C26 96 34 97 35 90", {
        stroke: main,
        width: 7,
        cap: "round",
      }),
    ) +
    circle(41, 38, 5, ground) +
    circle(59, 38, 5, ground) +
    circle(42, 39, 2.2, second) +
    circle(58, 39, 2.2, second),
  bird: ({ main, second, accent, ground }) =>
    path("M8 40L26 34C30 20 46 16 56 26C66 38 82 48 98 80C82 74 70 72 60 72C40 76 24 62 24 44Z", main) +
    path("M42 44C54 44 68 54 76 70C60 70 44 64 42 44Z", second) +
    circle(36, 32, 2.8, ground) +
    polygon(
      [
        [26, 34],
        [6, 41],
        [25, 42],
      ],
      accent,
    ) +
    path("M46 72V92M56 73V92", { stroke: accent, width: 3, cap: "round" }),
  swallow: ({ main, second }) =>
    path(
      "M52 42C40 24 22 14 2 12C16 24 24 38 34 48C26 58 18 74 14 94C26 82 36 74 48 66C54 76 62 84 76 88C70 78 68 68 66 58C76 54 86 52 98 46C82 38 66 36 52 42Z",
      main,
    ) + circle(80, 47, 2.4, second),
  crow: ({ main, second, accent }) =>
    path("M4 30L30 24C36 10 54 10 58 24C62 40 82 52 96 86L78 78L82 92L64 80C42 84 26 66 28 42Z", main) +
    path("M48 40C60 48 70 60 76 74", { stroke: second, width: 3, cap: "round" }) +
    circle(42, 24, 3, accent) +
    path("M48 80L46 96M58 80V96M42 96H50M54 96H62", { stroke: main, width: 3, cap: "round" }),
  owl: ({ main, second, accent, ground }) =>
    path("M20 8C34 18 66 18 80 8C88 34 86 74 50 96C14 74 12 34 20 8Z", main) +
    circle(35, 38, 14, ground) +
    circle(65, 38, 14, ground) +
    circle(36, 39, 6.5, second) +
    circle(64, 39, 6.5, second) +
    polygon(
      [
        [45, 46],
        [55, 46],
        [50, 58],
      ],
      accent,
    ) +
    [66, 74, 82]
      .map((y, i) =>
        path(`M${36 + i * 3} ${y}Q${43 + i} ${y + 6} 50 ${y}Q${57 - i} ${y + 6} ${64 - i * 3} ${y}`, {
          stroke: second,
          width: 2.6,
        }),
      )
      .join(""),
  peacock: ({ main, second, accent }) =>
    [-72, -48, -24, 0, 24, 48, 72]
      .map((a) =>
        group(
          path("M50 84C40 56 42 22 50 8C58 22 60 56 50 84Z", second) +
            circle(50, 20, 6.5, main) +
            circle(50, 20, 3, accent),
          `rotate(${a} 50 84)`,
        ),
      )
      .join("") + path("M50 96C38 90 40 70 47 56C44 44 56 44 53 56C60 70 62 90 50 96Z", main),
  cat: ({ main, second, accent }) =>
    path(
      "M30 96C24 70 30 56 36 46C28 40 28 24 30 8L42 20H56L68 8C70 24 70 38 64 46C72 56 76 72 74 84C84 84 88 74 84 62C82 56 90 54 92 60C98 78 90 96 72 96Z",
      main,
    ) +
    ellipse(42, 32, 3.4, 4.4, accent) +
    ellipse(57, 32, 3.4, 4.4, accent) +
    polygon(
      [
        [46, 39],
        [53, 39],
        [49.5, 43],
      ],
      second,
    ) +
    path("M44 96V76M56 96V76", { stroke: second, width: 2.4, cap: "round" }),
  dog: ({ main, second, accent, ground }) =>
    path(
      "M10 40C10 34 22 34 30 32C32 20 46 14 56 20C64 24 62 34 66 40C84 46 86 66 84 96H72C72 84 68 78 62 78C56 80 54 88 54 96H42C42 78 38 64 36 54C24 56 10 52 10 40Z",
      main,
    ) +
    path("M50 22C62 22 66 38 60 50C52 46 48 34 50 22Z", second) +
    circle(38, 33, 2.8, ground) +
    circle(12, 40, 3.4, accent),
  fox: ({ main, second, accent, ground }) =>
    path("M12 6C24 14 34 24 38 30H62C66 24 76 14 88 6C94 30 92 50 82 62L50 96L18 62C8 50 6 30 12 6Z", main) +
    mirrored(path("M14 54C28 54 42 66 50 92L18 62Z", ground)) +
    mirrored(path("M17 14C24 20 29 26 32 31L20 40C17 30 16 22 17 14Z", second)) +
    mirrored(ellipse(34, 50, 3.6, 4.6, second)) +
    circle(50, 92, 5, accent),
  wolf: ({ main, second, accent }) =>
    path("M60 4L66 20C76 30 82 40 78 54L90 96H28C26 76 34 64 42 56L30 44L8 30L16 24L34 22Z", main) +
    path("M44 58C52 62 58 70 56 96H40C38 80 40 68 44 58Z", second) +
    circle(48, 28, 2.8, accent),
  bear: ({ main, second, ground, accent }) =>
    circle(22, 22, 15, main) +
    circle(78, 22, 15, main) +
    circle(22, 22, 7, second) +
    circle(78, 22, 7, second) +
    ellipse(50, 52, 42, 40, main) +
    ellipse(50, 66, 20, 17, ground) +
    ellipse(50, 58, 8, 5.5, accent) +
    path("M50 62V72M42 76Q50 80 58 76", { stroke: main, width: 2.6, cap: "round" }) +
    circle(33, 44, 4, ground) +
    circle(67, 44, 4, ground),
  horse: ({ main, second, ground }) =>
    path("M36 96C36 76 46 66 44 54C36 56 30 64 20 66C12 66 8 58 12 52L34 24L36 8L46 18C70 18 88 42 86 96Z", main) +
    path("M46 18C56 10 84 20 90 52C94 72 90 86 94 94C80 80 82 66 74 56C74 46 64 42 60 34C54 34 50 26 46 18Z", second) +
    circle(38, 34, 2.8, ground),
  deer: ({ main, second, accent }) =>
    mirrored(
      path("M44 40C34 30 26 26 22 6M32 26C26 24 16 22 10 12M26 18C26 12 30 8 32 4", {
        stroke: second,
        width: 4,
        cap: "round",
      }),
    ) +
    path(
      "M36 42C42 36 58 36 64 42L82 38C80 48 72 52 66 52C64 72 58 94 50 96C42 94 36 72 34 52C28 52 20 48 18 38Z",
      main,
    ) +
    circle(42, 56, 2.8, accent) +
    circle(58, 56, 2.8, accent) +
    ellipse(50, 90, 5, 4, accent),
  rabbit: ({ main, second, accent }) =>
    path(
      "M40 46C26 30 24 4 34 4C44 4 46 24 46 40H54C54 24 56 4 66 4C76 4 74 30 60 46C74 52 78 68 76 78C84 90 72 98 62 96H36C24 98 16 88 24 78C22 66 28 50 40 46Z",
      main,
    ) +
    path("M38 34C34 24 32 14 35 10M62 34C66 24 68 14 65 10", { stroke: second, width: 3.4, cap: "round" }) +
    circle(42, 58, 2.8, accent) +
    circle(58, 58, 2.8, accent) +
    path("M50 66V72M46 66H54", { stroke: accent, width: 2.4, cap: "round" }),
  elephant: ({ main, second, accent }) =>
    path("M24 92V58C18 40 34 22 58 24C82 26 90 44 90 60V92H76V74H54V92Z", main) +
    path("M36 26C18 20 6 34 8 54C10 70 4 78 2 80C8 86 20 82 20 64C24 58 30 56 36 54Z", main) +
    path("M38 28C52 28 56 44 48 58C38 60 32 52 32 42C32 34 34 30 38 28Z", second) +
    circle(22, 42, 2.6, accent),
  lion: ({ main, second, accent, ground }) =>
    Array.from({ length: 16 }, (_, i) =>
      group(path("M50 50L42 10Q50 -2 58 10Z", i % 2 ? main : accent), `rotate(${i * 22.5} 50 50)`),
    ).join("") +
    circle(50, 50, 29, second) +
    circle(40, 44, 3, ground) +
    circle(60, 44, 3, ground) +
    path("M43 54H57L50 62ZM50 62V68M41 70Q46 74 50 68Q54 74 59 70", { stroke: main, width: 3, cap: "round" }),
  butterfly: ({ main, second, accent }) =>
    mirrored(
      path("M49 44C40 14 10 4 5 20C0 40 20 54 48 54Z", main) +
        path("M48 54C26 54 10 66 16 82C24 96 44 84 49 60Z", second) +
        circle(22, 30, 6.5, accent) +
        circle(27, 74, 4.5, main),
    ) +
    path("M50 30V78", { stroke: accent, width: 4.4, cap: "round" }) +
    path("M50 32C48 22 44 16 38 12M50 32C52 22 56 16 62 12", { stroke: accent, width: 2.4, cap: "round" }),
  moth: ({ main, second, accent }) =>
    mirrored(
      path("M48 36C30 20 12 18 2 30C8 52 22 66 44 66L30 90C42 88 48 76 49 62Z", main) +
        circle(24, 40, 7, second) +
        circle(24, 40, 3.4, accent),
    ) +
    ellipse(50, 52, 6, 20, accent) +
    path("M49 34C44 22 38 20 32 20M51 34C56 22 62 20 68 20", { stroke: accent, width: 2.6, cap: "round" }),
  bee: ({ main, second, accent }) =>
    mirrored(path("M48 36C34 8 8 10 8 28C8 44 32 48 48 44Z", accent)) +
    path("M50 28C70 28 74 50 70 64C66 82 58 94 50 96C42 94 34 82 30 64C26 50 30 28 50 28Z", main) +
    path("M29 50H71M31 64H69M37 78H63", { stroke: second, width: 6 }) +
    circle(50, 24, 10, second),
  spider: ({ main, second, accent }) =>
    line(50, 0, 50, 40, { stroke: second, width: 2.4 }) +
    mirrored(
      path("M44 54L22 36L14 16M42 58L18 52L4 40M42 64L18 72L6 86M46 70L28 84L24 98", {
        stroke: main,
        width: 3.6,
        cap: "round",
      }),
    ) +
    ellipse(50, 70, 15, 18, main) +
    circle(50, 48, 9, main) +
    polygon(
      [
        [50, 62],
        [56, 70],
        [50, 78],
        [44, 70],
      ],
      accent,
    ),
  snake: ({ main, second, accent }) =>
    path("M70 14C48 2 22 14 26 32C30 52 74 44 78 64C82 84 46 96 14 88", { stroke: main, width: 13, cap: "round" }) +
    path("M70 14C48 2 22 14 26 32C30 52 74 44 78 64C82 84 46 96 14 88", {
      stroke: second,
      width: 3,
      cap: "butt",
      dash: "7 7",
    }) +
    ellipse(74, 15, 13, 9.5, main) +
    circle(78, 12, 2.4, accent) +
    path("M86 18L96 22M91 20L95 16", { stroke: accent, width: 2.2, cap: "round" }),
  dragon: ({ main, second, accent }) =>
    path(
      "M12 20L30 26C48 24 56 34 52 48C50 58 62 66 72 58C82 50 76 36 66 38C76 28 94 38 92 58C90 84 56 96 34 78C24 68 26 54 34 44L16 42L28 34Z",
      main,
    ) +
    path("M50 40C58 16 76 6 96 6C86 16 88 24 90 34C82 28 76 30 72 38C66 32 58 34 50 40Z", second) +
    path("M42 82C30 92 18 92 6 96C10 84 18 78 30 74Z", main) +
    circle(34, 32, 2.6, accent),
  turtle: ({ main, second, accent }) =>
    path("M14 64C14 36 34 22 52 22C70 22 86 38 86 64Z", main) +
    path("M38 64L32 44L50 30L68 44L62 64M32 44L18 52M68 44L82 52M50 30V22", { stroke: second, width: 3 }) +
    path("M84 54C92 44 100 50 98 58C96 64 90 66 84 66ZM20 66H34V78H22ZM64 66H78V78H68Z", second) +
    circle(93, 54, 1.8, accent),
};
