import { checkDigit10, checkDigit13 } from "@/lib/catalog/rules";

export const HEADER =
  "bookID,title,authors,average_rating,isbn,isbn13,language_code,  num_pages,ratings_count,text_reviews_count,publication_date,publisher";

/** The ISBN with this number, in both forms. */
export function isbnOf(number: number) {
  const nine = String(number).padStart(9, "0");
  return { isbn10: nine + checkDigit10(nine), isbn13: `978${nine}${checkDigit13(`978${nine}`)}` };
}

/**
 * A table of books as one finds them: of every hundred rows one comes twice, one has a comma too many, one is no book, one
 * names two books and one has a day that does not exist. Always the same for the same `seed`.
 */
export function buildTable(rows: number, seed: number): string {
  const lines = [HEADER];
  for (let at = 0; at < rows; at++) {
    const kind = at % 100;
    const number = seed * 100_000 + (kind === 50 ? at - 1 : at);
    const { isbn10, isbn13 } = isbnOf(number);
    const other = isbnOf(number + 50_000).isbn13;
    const cells = [
      String(number + 1),
      `Book ${number} of ${["seas", "hills", "towns"][at % 3]} (Places ${seed}  #${at + 1})`,
      kind === 51
        ? `Ann Writer${at % 40}, Jr./Bo Drawer`
        : kind === 52
          ? "NOT A BOOK"
          : `Ann Writer${at % 40}/Bo Drawer`,
      "3.57",
      isbn10,
      kind === 53 ? other : isbn13,
      "eng",
      String(100 + kind),
      "12",
      "3",
      kind === 54 ? "11/31/2000" : "9/16/2006",
      kind === 50 ? "" : "House of Books",
    ];
    lines.push(cells.join(","));
  }
  return `${lines.join("\n")}\n`;
}
