import type { Motif } from "../../page/rules";
import { circle, ellipse, group, line, path, polar, polygon, rect, star } from "../../shapes/rules";

const mirrored = (markup: string) => markup + group(markup, "translate(100 0) scale(-1 1)");
const around = (count: number, draw: (degrees: number) => string) =>
  Array.from({ length: count }, (_, i) => draw((i * 360) / count)).join("");

export const THINGS: Record<string, Motif> = {
  book: ({ main, second, accent }) =>
    path("M50 28C38 17 20 16 4 20V84C20 80 38 81 50 92C62 81 80 80 96 84V20C80 16 62 17 50 28Z", main) +
    path("M50 28C62 17 80 16 96 20V84C80 80 62 81 50 92Z", second) +
    path("M14 34C24 32 34 34 42 39M14 46C24 44 34 46 42 51M14 58C24 56 34 58 42 63", {
      stroke: second,
      width: 3,
      cap: "round",
    }) +
    path("M70 17V50L77 44L84 50V18Z", accent),
  letter: ({ main, second, accent, ground }) =>
    rect(4, 20, 92, 62, main, 2) +
    path("M4 22L50 58L96 22", { stroke: ground, width: 3.4 }) +
    path("M4 80L38 50M96 80L62 50", { stroke: ground, width: 2.4 }) +
    circle(50, 58, 10, accent) +
    star(50, 58, 6, 2.4, 5, second),
  feather: ({ main, second, accent }) =>
    path("M24 82C14 46 40 12 88 4C92 44 74 74 34 80Z", main) +
    path("M8 98C26 66 48 38 80 14", { stroke: second, width: 3, cap: "round" }) +
    path("M38 54L28 46M50 42L40 30M62 31L58 16M34 66L50 66M46 52L66 52M60 38L78 38", {
      stroke: second,
      width: 2.2,
      cap: "round",
    }) +
    circle(10, 96, 4, accent),
  pen: ({ main, second, accent }) =>
    group(
      path("M50 98L36 64C36 54 42 40 42 4H58C58 40 64 54 64 64Z", main) +
        circle(50, 62, 5, second) +
        line(50, 66, 50, 92, { stroke: second, width: 2.6 }) +
        rect(41, 0, 18, 14, accent),
      "rotate(24 50 50)",
    ),
  typewriter: ({ main, second, accent, ground }) =>
    rect(26, 4, 48, 32, ground) +
    path("M32 12H66M32 19H62M32 26H66", { stroke: second, width: 2.4 }) +
    rect(12, 32, 76, 8, second, 3) +
    path("M18 40H82L94 90H6Z", main) +
    [54, 66, 78]
      .map((y, r) =>
        Array.from({ length: 7 }, (_, i) =>
          circle(26 - r * 2 + i * (8 + r * 0.66), y, 2.9, i === 3 && r === 1 ? accent : ground),
        ).join(""),
      )
      .join(""),
  candle: ({ main, second, accent }) =>
    path("M50 4C60 16 64 24 60 32C57 39 43 39 40 32C36 24 42 18 50 4Z", accent) +
    line(50, 30, 50, 44, { stroke: second, width: 3 }) +
    path("M38 42H62V84H38Z", main) +
    path("M38 42C38 54 44 58 44 50C44 46 48 46 48 52V60C48 64 53 64 53 58V48H62V42Z", second) +
    path("M20 84H80C78 94 70 96 50 96C30 96 22 94 20 84Z", main),
  lamp: ({ main, second, accent }) =>
    path("M36 8H64L82 46H18Z", main) +
    polygon(
      [
        [22, 46],
        [78, 46],
        [96, 92],
        [4, 92],
      ],
      accent,
    ) +
    rect(47, 46, 6, 40, second) +
    path("M30 94C34 84 66 84 70 94Z", second),
  lantern: ({ main, second, accent, ground }) =>
    path("M38 14A12 12 0 0 1 62 14", { stroke: main, width: 4 }) +
    path("M30 26L50 12L70 26Z", main) +
    rect(28, 26, 44, 6, second) +
    path("M30 32H70L74 84H26Z", main) +
    path("M36 38H64L67 78H33Z", ground) +
    path("M50 42C58 54 60 60 57 68C54 74 46 74 43 68C40 60 44 54 50 42Z", accent) +
    rect(22, 84, 56, 8, second),
  key: ({ main, second, accent, ground }) =>
    group(
      path("M50 2A22 22 0 1 1 49.9 2Z", main) +
        circle(50, 24, 11, ground) +
        star(50, 24, 7, 3, 4, accent) +
        rect(45.5, 44, 9, 54, main) +
        rect(40, 50, 20, 5, second) +
        rect(54, 74, 16, 7, main) +
        rect(54, 87, 20, 8, main),
      "rotate(32 50 50)",
    ),
  lock: ({ main, second, accent }) =>
    path("M30 46V32A20 20 0 0 1 70 32V46", { stroke: second, width: 9 }) +
    rect(18, 44, 64, 50, main, 6) +
    circle(50, 64, 7, accent) +
    polygon(
      [
        [47, 66],
        [53, 66],
        [56, 84],
        [44, 84],
      ],
      accent,
    ),
  clock: ({ main, second, accent, ground }) =>
    circle(50, 50, 46, main) +
    circle(50, 50, 37, ground) +
    around(12, (a) => {
      const [x1, y1] = polar(50, 50, 33, a);
      const [x2, y2] = polar(50, 50, a % 90 === 0 ? 25 : 29, a);
      return line(x1, y1, x2, y2, { stroke: second, width: a % 90 === 0 ? 4 : 2.4 });
    }) +
    path("M50 54V24M46 52L70 64", { stroke: main, width: 4.4, cap: "round" }) +
    circle(50, 50, 5, accent),
  hourglass: ({ main, second, accent }) =>
    path("M24 10H76C76 34 62 40 55 50C62 60 76 66 76 90H24C24 66 38 60 45 50C38 40 24 34 24 10Z", second) +
    path("M31 26H69C66 36 56 40 50 48C44 40 34 36 31 26ZM50 56C58 66 68 70 70 86H30C32 70 42 66 50 56Z", accent) +
    rect(16, 3, 68, 8, main) +
    rect(16, 89, 68, 8, main),
  compass: ({ main, second, accent, ground }) =>
    circle(50, 50, 46, main) +
    circle(50, 50, 38, ground) +
    around(4, (a) => {
      const [x, y] = polar(50, 50, 34, a);
      return circle(x, y, 2, second);
    }) +
    group(
      polygon(
        [
          [50, 16],
          [59, 50],
          [41, 50],
        ],
        accent,
      ) +
        polygon(
          [
            [50, 84],
            [59, 50],
            [41, 50],
          ],
          second,
        ),
      "rotate(28 50 50)",
    ) +
    circle(50, 50, 4, main),
  map: ({ main, second, accent, ground }) =>
    polygon(
      [
        [4, 18],
        [34, 8],
        [66, 18],
        [96, 8],
        [96, 82],
        [66, 92],
        [34, 82],
        [4, 92],
      ],
      main,
    ) +
    polygon(
      [
        [34, 8],
        [66, 18],
        [66, 92],
        [34, 82],
      ],
      second,
    ) +
    path("M14 72C24 50 36 70 48 52C58 38 66 52 78 34", { stroke: ground, width: 3.4, dash: "6 5", cap: "butt" }) +
    path("M74 28L86 40M86 28L74 40", { stroke: accent, width: 5, cap: "round" }),
  globe: ({ main, second, accent }) =>
    circle(50, 44, 38, main) +
    ellipse(50, 44, 16, 38, { stroke: second, width: 3 }) +
    path("M12 44H88M18 24H82M18 64H82M50 6V82", { stroke: second, width: 3 }) +
    path("M28 88H72M50 84V96M34 96H66", { stroke: accent, width: 5, cap: "round" }),
  mask: ({ main, second, accent, ground }) =>
    path("M8 10C34 18 66 18 92 10C96 50 84 88 50 96C16 88 4 50 8 10Z", main) +
    path("M50 15C64 16 78 14 92 10C96 50 84 88 50 96Z", second) +
    mirrored(path("M20 42C24 34 38 34 42 44C36 50 24 50 20 42Z", ground)) +
    path("M30 66C40 80 60 80 70 66C64 84 36 84 30 66Z", ground) +
    path("M48 44L44 60H52", { stroke: accent, width: 3, cap: "round" }),
  crown: ({ main, second, accent, ground }) =>
    path("M8 78L2 28L28 52L50 12L72 52L98 28L92 78Z", main) +
    rect(8, 80, 84, 12, second) +
    circle(2, 26, 5, accent) +
    circle(50, 10, 6, accent) +
    circle(98, 26, 5, accent) +
    polygon(
      [
        [50, 50],
        [58, 62],
        [50, 74],
        [42, 62],
      ],
      ground,
    ) +
    circle(26, 66, 4, ground) +
    circle(74, 66, 4, ground),
  sword: ({ main, second, accent }) =>
    group(
      polygon(
        [
          [50, 0],
          [57, 10],
          [56, 68],
          [44, 68],
          [43, 10],
        ],
        main,
      ) +
        line(50, 8, 50, 66, { stroke: second, width: 2.4 }) +
        path("M26 66H74V74H26Z", accent) +
        rect(46, 74, 8, 18, second) +
        circle(50, 95, 5, accent),
      "rotate(34 50 50)",
    ),
  dagger: ({ main, second, accent }) =>
    polygon(
      [
        [50, 98],
        [41, 84],
        [42, 38],
        [58, 38],
        [59, 84],
      ],
      main,
    ) +
    polygon(
      [
        [50, 98],
        [59, 84],
        [58, 38],
        [50, 38],
      ],
      second,
    ) +
    path("M22 30C36 38 64 38 78 30V38C64 44 36 44 22 38Z", accent) +
    rect(45, 10, 10, 24, main) +
    circle(50, 8, 6.5, accent),
  shield: ({ main, second, accent }) =>
    path("M50 4C64 12 78 15 92 14C94 54 80 84 50 97C20 84 6 54 8 14C22 15 36 12 50 4Z", main) +
    path("M50 4C64 12 78 15 92 14C93 30 92 40 88 50H50ZM50 50V97C30 88 18 72 12 50Z", second) +
    star(50, 50, 15, 6, 5, accent),
  heart: ({ main, second }) =>
    path("M50 94C14 66 2 48 4 30C6 10 36 2 50 26C64 2 94 10 96 30C98 48 86 66 50 94Z", main) +
    path("M50 94C86 66 98 48 96 30C94 14 76 6 62 14C78 30 80 64 50 94Z", second),
  eye: ({ main, second, accent, ground }) =>
    path("M0 52C20 20 80 20 100 52C80 84 20 84 0 52Z", main) +
    circle(50, 51, 24, ground) +
    circle(50, 51, 18, second) +
    circle(50, 51, 9, main) +
    circle(57, 44, 4, accent) +
    path("M14 22L20 32M34 12L37 23M50 8V20M66 12L63 23M86 22L80 32", { stroke: main, width: 3.6, cap: "round" }),
  hand: ({ main, second, accent }) =>
    path(
      "M30 96C28 80 14 66 8 52C5 44 14 40 19 47L28 60V20C28 11 39 11 39 20V8C39 -1 51 -1 51 8V14C51 6 63 6 63 15V26C63 18 74 18 74 26V64C74 80 70 86 68 96Z",
      main,
    ) +
    path("M39 22V46M51 16V46M63 28V48", { stroke: second, width: 2.6, cap: "round" }) +
    circle(51, 68, 9, accent) +
    circle(51, 68, 4, main),
  face: ({ main, second, accent, ground }) =>
    path("M30 96V80C14 72 8 56 12 38C16 16 36 4 56 6C76 8 86 24 84 40L92 56L84 60C86 72 84 78 70 78L66 96Z", main) +
    path("M30 60C22 40 36 20 54 22C66 24 72 36 66 48C60 58 44 56 44 46C44 40 52 38 54 44", {
      stroke: second,
      width: 4,
      cap: "round",
    }) +
    circle(74, 42, 3, ground) +
    circle(20, 16, 4, accent),
  skull: ({ main, second, accent, ground }) =>
    path("M50 4C80 4 92 26 88 48C86 60 78 64 76 70V84H24V70C22 64 14 60 12 48C8 26 20 4 50 4Z", main) +
    circle(33, 46, 11, ground) +
    circle(67, 46, 11, ground) +
    polygon(
      [
        [50, 54],
        [56, 68],
        [44, 68],
      ],
      ground,
    ) +
    [34, 44.5, 55, 65.5].map((x) => rect(x - 3, 78, 7, 16, second, 2)).join("") +
    circle(33, 46, 4, accent) +
    circle(67, 46, 4, accent),
  chess: ({ main, second, accent }) =>
    circle(50, 16, 11, main) +
    path("M34 30H66L60 40C62 58 66 68 72 78H28C34 68 38 58 40 40Z", main) +
    path("M20 80H80V94H20Z", second) +
    rect(36, 28, 28, 5, accent),
  cards: ({ main, second, accent, ground }) =>
    group(rect(28, 14, 46, 68, second, 5), "rotate(-16 50 50)") +
    group(
      rect(28, 14, 46, 68, main, 5) +
        rect(33, 19, 36, 58, ground, 3) +
        path("M51 34C40 46 36 50 38 56C40 62 48 62 51 56C54 62 62 62 64 56C66 50 62 46 51 34ZM51 54L46 66H56Z", accent),
      "rotate(10 50 50)",
    ),
  dice: ({ main, second, accent, ground }) =>
    polygon(
      [
        [50, 4],
        [92, 26],
        [50, 48],
        [8, 26],
      ],
      main,
    ) +
    polygon(
      [
        [8, 26],
        [50, 48],
        [50, 96],
        [8, 74],
      ],
      second,
    ) +
    polygon(
      [
        [92, 26],
        [50, 48],
        [50, 96],
        [92, 74],
      ],
      accent,
    ) +
    ellipse(50, 26, 7, 4, ground) +
    circle(22, 48, 4, ground) +
    circle(36, 74, 4, ground) +
    circle(62, 78, 4, ground) +
    circle(71, 62, 4, ground) +
    circle(81, 46, 4, ground),
  cup: ({ main, second, accent }) =>
    path("M16 40H74V62C74 82 64 90 45 90C26 90 16 82 16 62Z", main) +
    path("M74 46C92 42 94 70 72 70", { stroke: main, width: 6 }) +
    path("M16 48H74V56H16Z", second) +
    rect(6, 90, 78, 6, second, 3) +
    path("M32 32C26 24 38 18 32 8M46 32C40 24 52 18 46 8M60 32C54 24 66 18 60 8", {
      stroke: accent,
      width: 3.6,
      cap: "round",
    }),
  teapot: ({ main, second, accent }) =>
    path("M24 44C30 32 62 32 70 44C78 58 76 78 64 88H30C18 78 16 58 24 44Z", main) +
    path("M70 60C82 58 84 42 92 34L98 40C94 56 88 74 72 76Z", main) +
    path("M22 50C4 46 2 78 22 78", { stroke: main, width: 6 }) +
    path("M32 34C36 26 58 26 62 34Z", second) +
    circle(47, 22, 5, accent) +
    path("M22 60H72M23 68H71", { stroke: second, width: 3 }),
  pot: ({ main, second, accent }) =>
    path("M10 40H90V46H84C86 70 80 90 66 94H34C20 90 14 70 16 46H10Z", main) +
    path("M14 40C20 28 80 28 86 40Z", second) +
    circle(50, 26, 5, accent) +
    path("M4 52H14M86 52H96", { stroke: main, width: 7, cap: "round" }) +
    path("M17 60H83", { stroke: second, width: 4 }) +
    path("M34 20C28 12 40 8 34 0M66 20C60 12 72 8 66 0", { stroke: accent, width: 3.6, cap: "round" }),
  bottle: ({ main, second, accent, ground }) =>
    path("M42 4H58V30C70 36 74 44 74 54V90C74 96 70 98 66 98H34C30 98 26 96 26 90V54C26 44 30 36 42 30Z", main) +
    rect(40, 2, 20, 9, accent) +
    rect(26, 56, 48, 26, ground) +
    star(50, 69, 9, 4, 5, second),
  glasses: ({ main, second, accent }) =>
    circle(25, 54, 20, { stroke: main, width: 6 }) +
    circle(75, 54, 20, { stroke: main, width: 6 }) +
    path("M44 50C46 44 54 44 56 50M6 48L0 36M94 48L100 36", { stroke: main, width: 6, cap: "round" }) +
    path("M16 46A12 12 0 0 1 26 42M66 46A12 12 0 0 1 76 42", { stroke: accent, width: 4, cap: "round" }) +
    circle(25, 58, 6, second) +
    circle(75, 58, 6, second),
  "magnifying glass": ({ main, second, accent, ground }) =>
    group(
      rect(45, 62, 10, 38, main, 4) +
        circle(50, 34, 33, main) +
        circle(50, 34, 25, ground) +
        path("M34 34A16 16 0 0 1 50 18", { stroke: accent, width: 5, cap: "round" }) +
        rect(44, 66, 12, 6, second),
      "rotate(-38 50 50)",
    ),
  umbrella: ({ main, second, accent }) =>
    path(
      "M4 54C6 24 28 8 50 8C72 8 94 24 96 54C88 46 78 46 73 54C68 46 56 46 50 54C44 46 32 46 27 54C22 46 12 46 4 54Z",
      main,
    ) +
    path("M27 54C32 46 44 46 50 54C50 34 50 20 50 8C36 14 28 34 27 54Z", second) +
    path("M50 50V84C50 96 34 96 34 86", { stroke: accent, width: 4.6, cap: "round" }),
  hat: ({ main, second, accent }) =>
    path("M28 66L32 20C40 14 60 14 68 20L72 66Z", main) +
    path("M29 52H71L72 66H28Z", accent) +
    ellipse(50, 70, 48, 13, main) +
    ellipse(50, 67, 24, 5, second),
  ring: ({ main, second, accent, ground }) =>
    circle(50, 62, 34, main) +
    circle(50, 62, 25, ground) +
    polygon(
      [
        [34, 6],
        [66, 6],
        [76, 18],
        [50, 38],
        [24, 18],
      ],
      accent,
    ) +
    polygon(
      [
        [34, 6],
        [50, 38],
        [24, 18],
      ],
      second,
    ),
  scales: ({ main, second, accent }) =>
    rect(47, 10, 6, 76, main) +
    path("M12 22H88", { stroke: main, width: 5, cap: "round" }) +
    circle(50, 12, 7, accent) +
    path("M18 22L4 60M18 22L32 60M82 22L68 60M82 22L96 60", { stroke: second, width: 2.4 }) +
    path("M2 60H34C32 72 4 72 2 60ZM66 60H98C96 72 68 72 66 60Z", main) +
    path("M28 94C34 84 66 84 72 94Z", second),
  gear: ({ main, second, accent, ground }) =>
    around(10, (a) => group(rect(43, 2, 14, 20, main), `rotate(${a} 50 50)`)) +
    circle(50, 50, 36, main) +
    circle(50, 50, 24, ground) +
    around(5, (a) => group(rect(47, 22, 6, 26, second), `rotate(${a} 50 50)`)) +
    circle(50, 50, 10, accent),
  robot: ({ main, second, accent, ground }) =>
    line(50, 6, 50, 22, { stroke: second, width: 4 }) +
    circle(50, 7, 6, accent) +
    rect(16, 20, 68, 52, main, 9) +
    circle(35, 42, 10, ground) +
    circle(65, 42, 10, ground) +
    circle(35, 42, 4.4, accent) +
    circle(65, 42, 4.4, accent) +
    path("M34 60H66M42 56V64M50 56V64M58 56V64", { stroke: ground, width: 2.6 }) +
    path("M24 98C24 84 34 76 50 76C66 76 76 84 76 98Z", second) +
    rect(6, 36, 8, 18, second, 3) +
    rect(86, 36, 8, 18, second, 3),
  atom: ({ main, second, accent }) =>
    [0, 60, 120]
      .map((a, i) =>
        group(ellipse(50, 50, 47, 17, { stroke: i === 1 ? second : main, width: 4 }), `rotate(${a + 30} 50 50)`),
      )
      .join("") + circle(50, 50, 9, accent),
  flask: ({ main, second, accent }) =>
    path("M38 4H62V12H59V38L86 84C90 92 86 97 78 97H22C14 97 10 92 14 84L41 38V12H38Z", main) +
    path("M34 62H66L79 84C82 89 80 91 76 91H24C20 91 18 89 21 84Z", second) +
    circle(44, 78, 6, accent) +
    circle(58, 70, 4, accent) +
    circle(60, 83, 3, accent),
  violin: ({ main, second, accent }) =>
    group(
      path(
        "M50 34C64 34 70 42 66 52C62 58 64 62 70 68C78 82 68 98 50 98C32 98 22 82 30 68C36 62 38 58 34 52C30 42 36 34 50 34Z",
        main,
      ) +
        rect(47, 4, 6, 66, second) +
        path("M42 0H58V10C54 14 46 14 42 10Z", second) +
        path("M40 60C36 66 42 70 38 76M60 60C64 66 58 70 62 76", { stroke: accent, width: 2.6, cap: "round" }) +
        rect(43, 76, 14, 4, accent),
      "rotate(26 50 50)",
    ),
  music: ({ main, second, accent }) =>
    path("M34 18L88 6V72A14 11 0 1 1 80 62V28L42 36V82A14 11 0 1 1 34 72Z", main) +
    path("M42 26L80 18V28L42 36Z", second) +
    circle(24, 82, 4, accent) +
    circle(76, 72, 4, accent),
  piano: ({ main, second, accent, ground }) =>
    rect(4, 16, 92, 68, main, 3) +
    [10, 23.4, 36.8, 50.2, 63.6, 77].map((x) => rect(x, 22, 12.4, 56, ground)).join("") +
    [18, 31.6, 58.4, 71.8].map((x) => rect(x, 22, 8.6, 34, second)).join("") +
    rect(50.2, 66, 12.4, 12, accent),
  bell: ({ main, second, accent }) =>
    path(
      "M50 8C54 8 56 11 56 15C74 20 78 36 78 52C78 66 84 72 90 78H10C16 72 22 66 22 52C22 36 26 20 44 15C44 11 46 8 50 8Z",
      main,
    ) +
    path("M10 78H90V84H10Z", second) +
    circle(50, 90, 8, accent) +
    path("M32 50C32 38 36 30 42 26", { stroke: second, width: 4, cap: "round" }),
  mirror: ({ main, second, accent, ground }) =>
    ellipse(50, 36, 30, 35, main) +
    ellipse(50, 36, 22, 27, ground) +
    path("M38 40L56 18M42 50L62 26", { stroke: accent, width: 4, cap: "round" }) +
    path("M45 70H55L58 98H42Z", main) +
    circle(50, 84, 4, second),
  footprints: ({ main, second }) =>
    [
      [30, 68, -8, main],
      [66, 30, 12, second],
    ]
      .map(([x, y, a, ink]) =>
        group(
          path("M0 26C-10 24 -10 8 -9 0C-10 -16 -6 -26 2 -26C12 -26 14 -12 10 0C8 8 10 24 0 26Z", String(ink)),
          `translate(${x} ${y}) rotate(${a})`,
        ),
      )
      .join(""),
  chair: ({ main, second, accent }) =>
    path("M28 4H36V50H72V58H36V96H28ZM64 58H72V96H64Z", main) +
    rect(34, 42, 40, 10, second, 3) +
    rect(30, 10, 34, 5, accent) +
    rect(30, 22, 34, 5, accent) +
    rect(58, 4, 6, 40, main),
  suitcase: ({ main, second, accent }) =>
    path("M36 26V14H64V26", { stroke: second, width: 6 }) +
    rect(6, 26, 88, 62, main, 6) +
    rect(20, 26, 8, 62, second) +
    rect(72, 26, 8, 62, second) +
    circle(50, 56, 13, accent),
  camera: ({ main, second, accent, ground }) =>
    path("M6 28H30L36 16H64L70 28H94V84H6Z", main) +
    circle(50, 55, 22, ground) +
    circle(50, 55, 16, second) +
    circle(50, 55, 7, main) +
    circle(83, 38, 4, accent) +
    rect(12, 20, 12, 8, second),
  telephone: ({ main, second, accent, ground }) =>
    path("M6 40C4 18 96 18 94 40L92 50H72V40C64 34 36 34 28 40V50H8Z", main) +
    path("M30 48H70L86 90H14Z", second) +
    circle(50, 68, 16, ground) +
    around(8, (a) => {
      const [x, y] = polar(50, 68, 11, a);
      return circle(x, y, 2.4, accent);
    }),
  thread: ({ main, second, accent }) =>
    path("M6 80C30 96 40 60 26 52C12 46 14 22 36 26C62 30 52 70 74 68C92 66 86 36 72 40", {
      stroke: main,
      width: 4,
      cap: "round",
    }) +
    group(ellipse(78, 26, 4, 22, second) + ellipse(78, 12, 1.4, 4, accent), "rotate(30 78 26)") +
    circle(6, 80, 5, accent),
  knot: ({ main, second, accent }) =>
    path("M50 18C76 18 88 44 72 60C56 76 28 62 36 40C42 24 66 26 68 46", { stroke: main, width: 8, cap: "round" }) +
    path("M50 82C24 82 12 56 28 40C44 24 72 38 64 60C58 76 34 74 32 54", { stroke: second, width: 8, cap: "round" }) +
    circle(50, 50, 5, accent),
  wheel: ({ main, second, accent, ground }) =>
    circle(50, 50, 46, main) +
    circle(50, 50, 37, ground) +
    around(8, (a) => group(rect(48, 12, 4, 38, second), `rotate(${a} 50 50)`)) +
    circle(50, 50, 11, main) +
    circle(50, 50, 5, accent),
  spoon: ({ main, second, accent }) =>
    group(ellipse(34, 24, 13, 19, main) + rect(31, 40, 6, 56, main, 3), "rotate(-14 50 50)") +
    group(
      path("M58 6V28C58 36 62 38 64 38V96H70V38C72 38 76 36 76 28V6H72V26H69V6H65V26H62V6Z", second),
      "rotate(14 50 50)",
    ) +
    circle(50, 12, 4, accent),
  trophy: ({ main, second, accent }) =>
    path("M24 8H76V34C76 54 64 62 50 64C36 62 24 54 24 34Z", main) +
    path("M24 16H8C8 36 16 44 28 44M76 16H92C92 36 84 44 72 44", { stroke: second, width: 6 }) +
    rect(46, 62, 8, 18, second) +
    path("M30 80H70V94H30Z", main) +
    star(50, 32, 14, 6, 5, accent),
  ball: ({ main, second, ground }) =>
    circle(50, 50, 45, main) +
    polygon(
      [0, 72, 144, 216, 288].map((a) => polar(50, 50, 17, a)),
      second,
    ) +
    [0, 72, 144, 216, 288]
      .map((a) => {
        const [x1, y1] = polar(50, 50, 17, a);
        const [x2, y2] = polar(50, 50, 34, a);
        const [x3, y3] = polar(50, 50, 44, a - 18);
        const [x4, y4] = polar(50, 50, 44, a + 18);
        return (
          line(x1, y1, x2, y2, { stroke: ground, width: 2.6 }) +
          polygon(
            [
              [x2, y2],
              [x3, y3],
              [x4, y4],
            ],
            second,
          )
        );
      })
      .join(""),
};
