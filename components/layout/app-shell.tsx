import { BookMarked, CircleUserRound, History, type LucideIcon, Search } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { PendingWatcher } from "@/components/pending/pending-watcher";
import { TypedCodes } from "@/components/scanner/by-hand/typed-codes";
import { ButtonLink } from "@/components/ui/button-link";
import { cn } from "@/components/ui/cn";
import { KeyList } from "./keys/key-list";
import { Logo, LogoLetter } from "./logo";
import { NavLink } from "./nav-link";
import { SearchForm } from "./search-form";

type ShellUser = { username: string; role: string };

type Destination = { href: string; label: string; Icon: LucideIcon; alsoOn?: readonly string[] };

const SEARCH: Destination = { href: "/search", label: "Search", Icon: Search, alsoOn: ["/book"] };
const LIBRARY: Destination = { href: "/library", label: "Library", Icon: BookMarked };
const HISTORY: Destination = { href: "/history", label: "History", Icon: History };

type AppShellProps = {
  user: ShellUser | null;
  /** For the scanner: no bars on a phone but the tabs, and main without padding. */
  immersive?: boolean;
  /** Whether the reader waits for a book to come. */
  isWaiting?: boolean;
  children: ReactNode;
};

/**
 * The frame around every page. On a phone: the name at the top, tabs under the thumb, Scan in the middle.
 * From 768 px: a cloth spine at the left and a bar with search. On paper: the page alone. `main` has the id of the skip link.
 */
export function AppShell({ user, immersive = false, isWaiting = false, children }: AppShellProps) {
  const account: Destination = user
    ? { href: "/account", label: "Account", Icon: CircleUserRound }
    : { href: "/sign-in", label: "Sign in", Icon: CircleUserRound, alsoOn: ["/sign-up"] };

  return (
    <div className={cn("md:pl-spine print:pl-0", !immersive && "flex min-h-dvh flex-col print:block")}>
      <a
        href="#main"
        className="-translate-y-24 fixed top-3 left-3 z-60 rounded-md bg-primary px-4 py-3 font-semibold text-on-primary focus:translate-y-0 print:hidden"
      >
        Skip to content
      </a>

      <Spine destinations={[SEARCH, LIBRARY, HISTORY, account]} />

      <header
        className={cn(
          "mx-auto flex w-full max-w-6xl items-center gap-4 px-4 pt-[max(0.75rem,env(safe-area-inset-top))] pb-1 md:px-8 md:pt-4 md:pb-3 print:hidden",
          immersive && "max-md:hidden",
        )}
      >
        <Link href="/" className="rounded-sm md:hidden" aria-label="Ridizi, to the scanner">
          <Logo className="text-primary" />
        </Link>
        <SearchForm place="bar" className="hidden max-w-xl flex-1 md:block" />
        <div className="ml-auto hidden items-center md:flex">
          {user ? (
            <Link
              href="/account"
              className="flex min-h-11 items-center gap-2.5 rounded-full pr-4 pl-1.5 font-semibold hover:bg-well"
            >
              <span
                aria-hidden="true"
                className="grid size-8 place-items-center rounded-full bg-primary font-book font-bold text-on-primary uppercase"
              >
                {user.username.slice(0, 1)}
              </span>
              <span className="max-w-40 truncate">{user.username}</span>
            </Link>
          ) : (
            <ButtonLink href="/sign-in" variant="secondary" prefetch={false}>
              Sign in
            </ButtonLink>
          )}
        </div>
      </header>

      <main
        id="main"
        tabIndex={-1}
        className={cn(
          "mx-auto w-full max-w-6xl flex-1 pb-[calc(var(--spacing-tabs)+env(safe-area-inset-bottom)+2rem)] md:pb-16 print:max-w-none print:pb-0",
          immersive
            ? "max-md:pb-[calc(var(--spacing-tabs)+env(safe-area-inset-bottom))] md:px-8"
            : "px-4 md:px-8 print:px-0",
        )}
      >
        {children}
      </main>

      {!immersive && <KeyList />}
      <Tabs left={[SEARCH, LIBRARY]} right={[HISTORY, account]} />
      <TypedCodes />
      {user && <PendingWatcher isWaiting={isWaiting} />}
    </div>
  );
}

/** The bar under the thumb. */
function Tabs({ left, right }: { left: Destination[]; right: Destination[] }) {
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] shadow-md md:hidden print:hidden"
    >
      <ul className="mx-auto grid h-tabs max-w-lg grid-cols-5">
        {left.map((destination) => (
          <Tab key={destination.href} {...destination} />
        ))}
        <li className="grid place-items-center">
          <ScanLink className="-mt-7 shadow-md" />
        </li>
        {right.map((destination) => (
          <Tab key={destination.href} {...destination} />
        ))}
      </ul>
    </nav>
  );
}

function Tab({ href, label, Icon, alsoOn }: Destination) {
  return (
    <li>
      <NavLink
        href={href}
        alsoOn={alsoOn}
        className="group -outline-offset-4 relative flex h-full flex-col items-center justify-center gap-1 pt-1.5 text-muted aria-[current=page]:font-semibold aria-[current=page]:text-ink"
      >
        <span
          aria-hidden="true"
          className="ribbon absolute top-0 h-3 w-5 bg-beam opacity-0 group-aria-[current=page]:opacity-100 forced-colors:bg-[Highlight]"
        />
        <Icon aria-hidden="true" className="size-6" />
        <span className="text-[min(0.8125rem,4.2vw)] leading-none">{label}</span>
      </NavLink>
    </li>
  );
}

/** The main thing, drawn as the logo: the viewfinder with the letter in it. */
function ScanLink({ className }: { className?: string }) {
  return (
    <NavLink
      href="/"
      className={cn(
        "viewfinder relative grid size-[min(4.25rem,19vw)] place-items-center rounded-xl bg-beam text-on-beam hover:bg-beam-hover",
        "[--viewfinder-arm:15px] [--viewfinder-inset:7px] [--viewfinder-radius:10px]",
        "transition-[background-color,scale] active:scale-95 forced-colors:border",
        className,
      )}
    >
      <span className="grid place-items-center gap-0.5 pt-0.5">
        <LogoLetter className="h-[min(1.625rem,7.3vw)]" />
        <span className="font-bold text-[min(0.8125rem,4.2vw)] leading-tight">Scan</span>
      </span>
    </NavLink>
  );
}

/** The spine of the book: brass on cloth, a ribbon that marks the open page, and the title along it. */
function Spine({ destinations }: { destinations: Destination[] }) {
  return (
    <nav
      aria-label="Main"
      className="bookcloth fixed inset-y-0 left-0 z-30 hidden w-spine flex-col items-center md:flex print:hidden"
    >
      {/* The hinge between spine and page. */}
      <div
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-0 w-3 bg-gradient-to-r from-transparent to-black/35"
      />
      <div aria-hidden="true" className="h-2 w-full shrink-0 border-beam border-b-2 bg-black/25" />
      <ul className="mt-5 grid w-full gap-2 low:mt-2 low:gap-0">
        <li className="grid place-items-center pb-3 low:pb-1">
          <ScanLink className="low:size-15" />
        </li>
        {destinations.map(({ href, label, Icon, alsoOn }) => (
          <li key={href}>
            <NavLink
              href={href}
              alsoOn={alsoOn}
              className="group -outline-offset-4 relative flex min-h-17 flex-col items-center justify-center gap-1.5 text-on-spine-muted hover:text-on-spine aria-[current=page]:font-semibold aria-[current=page]:text-on-spine low:min-h-13 low:gap-0.5"
            >
              <span
                aria-hidden="true"
                className="-right-3.5 ribbon-right absolute top-1/2 h-6 w-7 -translate-y-1/2 bg-beam opacity-0 group-aria-[current=page]:opacity-100 forced-colors:bg-[Highlight]"
              />
              <Icon aria-hidden="true" className="size-6" />
              <span className="text-sm leading-none">{label}</span>
            </NavLink>
          </li>
        ))}
      </ul>
      <p
        aria-hidden="true"
        className="mt-auto mb-9 rotate-180 font-book font-semibold text-2xl text-brass tracking-wide [writing-mode:vertical-rl] [@media(max-height:38rem)]:hidden"
      >
        Ridizi
      </p>
      <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-2 border-beam border-t-2 bg-black/25" />
    </nav>
  );
}
