/** Who else has a part in what the site does, as it is set up. */
export type Others = {
  asksProviders: boolean;
  sendsLetters: boolean;
  /** What people call the service that they may sign in through; null: there is none. */
  signsInThrough: string | null;
  keepsPicturesElsewhere: boolean;
};

/** What goes to others, as the end of a sentence that begins with "Nobody else", and more. */
export function sayOthers({ asksProviders, sendsLetters, signsInThrough, keepsPicturesElsewhere }: Others): string {
  const helpers = [
    sendsLetters && "The mail server that carries our letters gets your address and the letter.",
    signsInThrough !== null &&
      `If you sign in through ${signsInThrough}, that service learns so, and tells us who you are there.`,
    keepsPicturesElsewhere && "Pictures that are kept lie with a storage service, closed to everybody else.",
  ].filter((words) => words !== false);
  const books = asksProviders
    ? "About a book that the catalogue does not know, other catalogues are asked for its number or its title; never who asks, and never a photo."
    : "This site asks no other about books.";
  const beginning =
    helpers.length === 0 ? "gets anything about you." : "gets anything about you but who is needed for it.";
  return [beginning, ...helpers, books].join(" ");
}
