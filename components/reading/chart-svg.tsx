import type { Ref } from "react";
import type { Chart, Item } from "@/lib/reading/figures/schema";

// Drawn by hand: few shapes, no library, and the same in light and dark, in a file and on paper.

export const CHART_WIDTH = 400;
const EDGE = 6;
const INNER = CHART_WIDTH - 2 * EDGE;

const numbers = new Intl.NumberFormat("en");
/** "1,204", and from ten thousand on "12K": it stands over a narrow column. */
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

const ROW = 40;
const LABEL_MAX = 46;

const COLUMNS_HEIGHT = 210;
const TOP = 26;
const BOTTOM = 26;
/** More numbers than this over columns would run into each other. */
const LABELS_MAX = 12;

/** Of a letter under a column, about. */
const SIGN_WIDTH = 7;

const shorten = (label: string): string => (label.length > LABEL_MAX ? `${label.slice(0, LABEL_MAX - 1)}…` : label);

type ChartSvgProps = { chart: Pick<Chart, "shape" | "items" | "title" | "unit">; ref?: Ref<SVGSVGElement> };

/** A chart as a picture; its words are its title and its greatest value, the numbers stand in the table beside it. */
export function ChartSvg({ chart: { shape, items, title, unit }, ref }: ChartSvgProps) {
  const max = Math.max(1, ...items.map(({ value }) => value));
  const height = shape === "bars" ? Math.max(1, items.length) * ROW : COLUMNS_HEIGHT;
  const first = items.toSorted((a, b) => b.value - a.value)[0];
  const most = first && `${numbers.format(first.value)} ${first.value === 1 ? unit.replace(/s$/, "") : unit}`;
  const words = first && first.value > 0 ? `Most: ${first.name}, ${most}.` : "Nothing.";
  return (
    <svg
      ref={ref}
      viewBox={`0 0 ${CHART_WIDTH} ${height}`}
      role="img"
      aria-label={`${title}. ${words}`}
      className="h-auto w-full font-sans"
    >
      {shape === "bars" ? <Bars items={items} max={max} /> : <Columns items={items} max={max} />}
    </svg>
  );
}

function Bars({ items, max }: { items: Item[]; max: number }) {
  return items.map(({ name, label, value }, at) => (
    <g key={name} transform={`translate(${EDGE} ${at * ROW})`}>
      <text y="17" fontSize="14" className="fill-ink">
        {shorten(label)}
      </text>
      <text x={INNER} y="17" fontSize="14" textAnchor="end" className="fill-muted">
        {numbers.format(value)}
      </text>
      <rect y="23" width={INNER} height="9" rx="4.5" className="fill-well" />
      <rect y="23" width={Math.max(4, (value / max) * INNER)} height="9" rx="4.5" className="fill-primary" />
    </g>
  ));
}

function Columns({ items, max }: { items: Item[]; max: number }) {
  const step = INNER / Math.max(1, items.length);
  const width = Math.max(2, Math.min(28, step * 0.72));
  const room = COLUMNS_HEIGHT - TOP - BOTTOM;
  const signs = Math.max(1, ...items.map(({ label }) => label.length));
  const every = Math.max(1, Math.ceil((signs * SIGN_WIDTH + 4) / step));
  return (
    <>
      {items.map(({ name, label, value }, at) => {
        const x = EDGE + at * step + step / 2;
        const height = (value / max) * room;
        // The greatest always says how much it is; the others where there is room.
        const isSaid = value > 0 && (items.length <= LABELS_MAX || value === max);
        return (
          <g key={name}>
            {value > 0 && (
              <rect
                x={x - width / 2}
                y={TOP + room - height}
                width={width}
                height={Math.max(2, height)}
                rx={Math.min(3, width / 3)}
                className="fill-primary"
              />
            )}
            {isSaid && (
              <text x={x} y={TOP + room - height - 6} fontSize="12" textAnchor="middle" className="fill-muted">
                {short.format(value)}
              </text>
            )}
            {at % every === 0 && (
              <text x={x} y={COLUMNS_HEIGHT - 8} fontSize="12" textAnchor="middle" className="fill-ink">
                {label}
              </text>
            )}
          </g>
        );
      })}
      <line
        x1={EDGE}
        x2={CHART_WIDTH - EDGE}
        y1={TOP + room}
        y2={TOP + room}
        strokeWidth="1.5"
        className="stroke-line-strong"
      />
    </>
  );
}
