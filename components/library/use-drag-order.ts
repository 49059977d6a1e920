"use client";

import { type PointerEvent, useEffect, useRef, useState } from "react";

/** Less than that is a tap. */
const DRAG_FROM_PX = 6;
/** Within this distance of the window's edge the page comes along. */
const SCROLL_WITHIN_PX = 88;
const SCROLL_PX_MAX = 14;

/** Where in the window a dragged thing would go: a thin bar. */
export type DropBar = { left: number; top: number; width: number; height: number };
type Drop = { index: number; bar: DropBar };

type Drag = { item: HTMLElement; list: HTMLElement; from: number; isGrid: boolean };

/** `onDrop`: which item, and its place among the others. */
type DragOrder = { isGrid: boolean; onDrop: (from: number, to: number) => void };

/**
 * Lets the items of a list be dragged by their handles, with a mouse, a pen or a finger. `start` belongs on the handle's
 * `onPointerDown`; a press that moves nothing is a tap. Nothing in the list moves until it is let go; `bar` says where.
 */
export function useDragOrder({ isGrid, onDrop }: DragOrder) {
  const [bar, setBar] = useState<DropBar | null>(null);
  const end = useRef<(() => void) | null>(null);
  useEffect(() => () => end.current?.(), []);

  function start(event: PointerEvent<HTMLElement>, from: number, onTap: () => void) {
    if (event.button !== 0) return;
    const item = event.currentTarget.closest("li");
    const list = item?.parentElement;
    if (!item || !list) return;
    // The page is neither scrolled nor marked by it; the focus, which comes with that, is given by hand.
    event.preventDefault();
    event.currentTarget.focus({ preventScroll: true });

    const begun = { x: event.clientX, y: event.clientY + window.scrollY };
    let at = { x: event.clientX, y: event.clientY };
    let isDragging = false;
    let drop: Drop | null = null;
    let frame = 0;

    function show() {
      item?.style.setProperty("translate", `${at.x - begun.x}px ${at.y + window.scrollY - begun.y}px`);
      drop = item && list ? findDrop({ item, list, from, isGrid }, at) : null;
      setBar(drop?.bar ?? null);
    }
    function scroll() {
      const fromEdge = Math.min(at.y, window.innerHeight - at.y);
      if (fromEdge < SCROLL_WITHIN_PX) {
        const step = SCROLL_PX_MAX * (1 - Math.max(0, fromEdge) / SCROLL_WITHIN_PX);
        window.scrollBy(0, at.y < window.innerHeight / 2 ? -step : step);
        show();
      }
      frame = requestAnimationFrame(scroll);
    }
    function move({ clientX, clientY, pointerId }: globalThis.PointerEvent) {
      if (pointerId !== event.pointerId) return;
      at = { x: clientX, y: clientY };
      if (!isDragging) {
        if (Math.hypot(clientX - begun.x, clientY + window.scrollY - begun.y) < DRAG_FROM_PX) return;
        isDragging = true;
        item?.setAttribute("data-dragged", "");
        frame = requestAnimationFrame(scroll);
      }
      show();
    }
    function up({ pointerId, type }: globalThis.PointerEvent) {
      if (pointerId !== event.pointerId) return;
      const found = drop;
      const wasDragging = isDragging;
      finish();
      if (type === "pointercancel") return;
      if (!wasDragging) onTap();
      else if (found && found.index !== from) onDrop(from, found.index);
    }
    function cancel(pressed: KeyboardEvent) {
      if (pressed.key === "Escape") finish();
    }
    function finish() {
      cancelAnimationFrame(frame);
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", up);
      window.removeEventListener("pointercancel", up);
      window.removeEventListener("keydown", cancel);
      item?.style.removeProperty("translate");
      item?.removeAttribute("data-dragged");
      setBar(null);
      end.current = null;
    }
    end.current?.();
    end.current = finish;
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up);
    window.addEventListener("pointercancel", up);
    window.addEventListener("keydown", cancel);
  }

  return { bar, start };
}

const BAR_PX = 4;

/** Between which of the others the pointer is, in the order in which they are read. */
function findDrop({ item, list, from, isGrid }: Drag, { x, y }: { x: number; y: number }): Drop | null {
  const boxes = [...list.children].filter((child) => child !== item).map((child) => child.getBoundingClientRect());
  const isBehind = ({ left, top, width, height, bottom }: DOMRect) =>
    isGrid ? bottom < y || (top <= y && left + width / 2 < x) : top + height / 2 < y;
  const found = boxes.findIndex((box) => !isBehind(box));
  const index = found === -1 ? boxes.length : found;
  // Beside the one that it would come before, or behind the last; where it stands already, at the one after it.
  const next = boxes[index];
  const box = next ?? boxes.at(-1);
  if (!box || index === from) return box ? { index, bar: { left: 0, top: 0, width: 0, height: 0 } } : null;
  const edge = (low: number, high: number) => (next ? low : high) - BAR_PX / 2;
  const bar = isGrid
    ? { left: edge(box.left, box.right), top: box.top, width: BAR_PX, height: box.height }
    : { left: box.left, top: edge(box.top, box.bottom), width: box.width, height: BAR_PX };
  return { index, bar };
}
