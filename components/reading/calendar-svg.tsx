import type { Ref } from "react";
import type { Calendar } from "@/lib/reading/figures/schema";
import { CHART_WIDTH } from "./chart-svg";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ACROSS = 3;
const CELL = 16;
const MONTH_WIDTH = CHART_WIDTH / ACROSS;
const MONTH_HEIGHT = 7 * CELL + 20;
const HEIGHT = Math.ceil(MONTHS.length / ACROSS) * MONTH_HEIGHT;
const DAY_MS = 24 * 60 * 60_000;

/** The more pages, the stronger: quarters of the most on one day. */
const STRENGTHS = ["opacity-35", "opacity-55", "opacity-75", "opacity-100"];

/** Monday is the first column. */
const columnOf = (at: Date): number => (at.getUTCDay() + 6) % 7;

type CalendarSvgProps = { calendar: Calendar; ref?: Ref<SVGSVGElement> };

/** A year of days: how much was read on each, and a brass dot on which a book was finished. */
export function CalendarSvg({ calendar: { year, days }, ref }: CalendarSvgProps) {
  const byDay = new Map(days.map((one) => [one.day, one]));
  const most = Math.max(1, ...days.map(({ pages }) => pages));
  const pages = days.reduce((sum, one) => sum + one.pages, 0);
  const finished = days.reduce((sum, one) => sum + one.finished, 0);
  return (
    <svg
      ref={ref}
      viewBox={`0 0 ${CHART_WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`The days of ${year}: ${pages.toLocaleString("en")} pages noted, ${finished.toLocaleString("en")} books finished.`}
      className="h-auto w-full font-sans"
    >
      {MONTHS.map((name, month) => {
        const [x, y] = [(month % ACROSS) * MONTH_WIDTH + 8, Math.floor(month / ACROSS) * MONTH_HEIGHT];
        const first = new Date(Date.UTC(year, month, 1));
        const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
        return (
          <g key={name} transform={`translate(${x} ${y})`}>
            <text y="13" fontSize="12" className="fill-muted">
              {name}
            </text>
            {Array.from({ length: count }, (_, at) => {
              const day = new Date(first.getTime() + at * DAY_MS);
              const place = columnOf(first) + at;
              const [cx, cy] = [(place % 7) * CELL, 20 + Math.floor(place / 7) * CELL];
              const found = byDay.get(day.toISOString().slice(0, 10));
              const strength = Math.min(3, Math.floor(((found?.pages ?? 0) / most) * 4));
              return (
                <g key={day.getTime()}>
                  <rect x={cx} y={cy} width={CELL - 3} height={CELL - 3} rx="3" className="fill-line" />
                  {found && found.pages > 0 && (
                    <rect
                      x={cx}
                      y={cy}
                      width={CELL - 3}
                      height={CELL - 3}
                      rx="3"
                      className={`fill-primary ${STRENGTHS[strength]}`}
                    />
                  )}
                  {found && found.finished > 0 && (
                    <circle
                      cx={cx + (CELL - 3) / 2}
                      cy={cy + (CELL - 3) / 2}
                      r="4"
                      strokeWidth="1.5"
                      className="fill-beam stroke-ink"
                    />
                  )}
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
