import { createPage, type Layout } from "../../page/rules";
import { rect } from "../../shapes/rules";
import { stackToWidth } from "../../type/rules";

/** Letters as large as the page allows, every line scaled to the full measure. */
export const poster: Layout = (stage) => {
  const { width, height, palette, display, text, type, chance } = stage;
  const page = createPage(stage);
  const ground = chance.pick([palette.a, palette.deep, palette.paper, palette.b]);
  page.add(rect(0, 0, width, height, ground));
  const margin = 44;
  const style = { ...display, caps: true };
  const author = page.text({
    role: "author",
    text: stage.author,
    style: text,
    box: { x: margin, y: height - margin - 60, width: width - 2 * margin, height: 60 },
    sizeMax: 30,
    sizeMin: 15,
    linesMax: 2,
    valign: "bottom",
    grounds: [ground],
    wishes: [palette.paper, palette.ink],
  });
  const box = { x: margin, y: margin, width: width - 2 * margin, height: author.y - margin - 50 };
  const stacked = stackToWidth(stage.title, style, box, type, {
    sizeMin: 46,
    sizeMax: 330,
    gap: 16,
    languageCode: stage.languageCode,
  });
  const wishes = [palette.paper, palette.ink];
  if (stacked) page.stack(stacked.lines, { style, grounds: [ground], wishes, ...box });
  else
    page.text({
      role: "title",
      text: stage.title,
      style,
      box,
      sizeMax: 120,
      sizeMin: 22,
      linesMax: 12,
      leading: 1,
      grounds: [ground],
      wishes,
    });
  return page.finish("ink");
};
