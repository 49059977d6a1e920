import { createPage, type Layout } from "../../page/rules";
import { placed, rect } from "../../shapes/rules";

/** One large motif in the middle, the title above it. */
export const emblem: Layout = (stage) => {
  const { width, height, palette, display, text } = stage;
  const page = createPage(stage);
  const ground = palette.paper;
  page.add(rect(0, 0, width, height, ground));
  page.add(
    placed(
      stage.motif({ main: palette.a, second: palette.b, accent: palette.c, ground }),
      width / 2,
      height * 0.6,
      400,
    ),
  );
  const margin = 50;
  page.text({
    role: "title",
    text: stage.title,
    style: display,
    box: { x: margin, y: margin, width: width - 2 * margin, height: 240 },
    sizeMax: 84,
    sizeMin: 22,
    linesMax: 4,
    align: "middle",
    grounds: [ground],
    wishes: [palette.ink],
  });
  page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: height - margin - 60, width: width - 2 * margin, height: 60 },
    sizeMax: 30,
    sizeMin: 15,
    linesMax: 2,
    align: "middle",
    valign: "bottom",
    grounds: [ground],
    wishes: [palette.ink],
  });
  return page.finish();
};
