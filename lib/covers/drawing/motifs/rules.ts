import { chanceOf } from "../chance/rules";
import type { Motif } from "../page/rules";
import { circle, group, path, rect } from "../shapes/rules";
import { CREATURES } from "./creatures/rules";
import { NATURE } from "./nature/rules";
import { PLACES } from "./places/rules";
import { SKY } from "./sky/rules";
import { THINGS } from "./things/rules";

const MOTIFS: Record<string, Motif> = { ...SKY, ...NATURE, ...CREATURES, ...PLACES, ...THINGS };

/** Other words for the motifs above. */
const SAME_AS: Record<string, string> = {
  airplane: "plane",
  arch: "gate",
  atoms: "atom",
  beetle: "bee",
  bird_cage: "bird",
  birds: "swallow",
  books: "book",
  buildings: "city",
  bull: "horse",
  cave: "gate",
  chess_piece: "chess",
  circles: "orbit",
  coffee: "cup",
  cottage: "house",
  deserts: "desert",
  dove: "bird",
  dunes: "desert",
  envelope: "letter",
  fire: "flame",
  flowers: "flower",
  fork: "spoon",
  fruit: "apple",
  garden: "flower",
  ghost: "mask",
  gun: "dagger",
  head: "face",
  hill: "mountain",
  hills: "mountain",
  journey: "road",
  knife: "dagger",
  lake: "river",
  magnifier: "magnifying glass",
  maze: "labyrinth",
  mountains: "mountain",
  needle: "thread",
  night: "moon",
  note: "music",
  notes: "music",
  ocean: "wave",
  path: "road",
  planets: "planet",
  portrait: "face",
  profile: "face",
  quill: "feather",
  raven: "crow",
  sail: "boat",
  sailboat: "boat",
  sea: "wave",
  skyline: "city",
  snow: "snowflake",
  space: "planet",
  spaceship: "rocket",
  spiral: "labyrinth",
  sprout: "seed",
  staircase: "stairs",
  storm: "lightning",
  sunrise: "sun",
  tea: "teapot",
  tiger: "lion",
  time: "clock",
  trees: "forest",
  violins: "violin",
  watch: "clock",
  waves: "wave",
  woods: "forest",
};

/** The motif of that name, in the singular or plural, or by a common synonym; undefined for an unknown word. */
export function motifNamed(name: string | null | undefined): Motif | undefined {
  const word = name?.trim().toLowerCase().replace(/[-_]+/g, " ") ?? "";
  const found = [word, word.replace(/s$/, ""), SAME_AS[word.replace(/ /g, "_")] ?? ""].find((candidate) =>
    Object.hasOwn(MOTIFS, candidate),
  );
  return found === undefined ? undefined : MOTIFS[found];
}

/** A composition of quarter circles, discs and bars that no other key has; for words nobody drew. */
export function abstractMotif(key: string): Motif {
  return ({ main, second, accent, ground }) => {
    const chance = chanceOf(`abstract ${key}`);
    const size = chance.pick([2, 3, 3]);
    const cell = 96 / size;
    const tiles: string[] = [];
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const [x, y] = [2 + column * cell, 2 + row * cell];
        const ink = chance.pick([main, main, second, accent]);
        const other = chance.pick([main, second, accent, ground].filter((colour) => colour !== ink));
        const turn = chance.int(0, 3) * 90;
        const tile = chance.pick([
          path(`M${x} ${y}H${x + cell}A${cell} ${cell} 0 0 1 ${x} ${y + cell}Z`, ink),
          circle(x + cell / 2, y + cell / 2, cell / 2, ink) + circle(x + cell / 2, y + cell / 2, cell / 4, other),
          path(`M${x} ${y + cell / 2}A${cell / 2} ${cell / 2} 0 0 1 ${x + cell} ${y + cell / 2}Z`, ink) +
            path(`M${x} ${y + cell}A${cell / 2} ${cell / 2} 0 0 1 ${x + cell} ${y + cell}Z`, other),
          path(`M${x} ${y}L${x + cell} ${y}L${x} ${y + cell}Z`, ink),
          [0, 2, 4].map((i) => rect(x, y + (i * cell) / 6, cell, cell / 6, i === 2 ? other : ink)).join(""),
        ]);
        tiles.push(group(tile, `rotate(${turn} ${x + cell / 2} ${y + cell / 2})`));
      }
    }
    return tiles.join("");
  };
}
