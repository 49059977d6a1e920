import type { ReactNode } from "react";
import { Logo } from "./logo";

type PlainPageProps = {
  /** Shown large inside the viewfinder: "404", an icon. */
  figure: ReactNode;
  title: string;
  children: ReactNode;
  actions: ReactNode;
};

/**
 * A page without the shell, for when something is missing or broken: cloth above, words and a way out below. Its link loads
 * the page anew, which also mends what is broken here.
 */
export function PlainPage({ figure, title, children, actions }: PlainPageProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="bookcloth flex flex-col border-beam border-b-4 px-6 pt-[max(1.25rem,env(safe-area-inset-top))] pb-12">
        <a href="/" aria-label="Ridizi, to the scanner" className="self-start rounded-sm">
          <Logo />
        </a>
        <div
          aria-hidden="true"
          className="viewfinder relative mx-auto mt-8 grid min-h-36 min-w-48 place-items-center px-8 font-book text-3xl text-beam [--viewfinder-arm:34px] [--viewfinder-stroke:4px] [&_svg]:size-14"
        >
          {figure}
        </div>
      </header>
      <main
        id="main"
        className="mx-auto flex w-full max-w-xl flex-1 flex-col items-center gap-4 px-6 py-10 text-center"
      >
        <h1 className="font-book font-semibold text-2xl">{title}</h1>
        <div className="space-y-3 text-muted">{children}</div>
        <div className="mt-2 flex flex-wrap justify-center gap-3">{actions}</div>
      </main>
    </div>
  );
}
