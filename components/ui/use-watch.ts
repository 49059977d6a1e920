"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

const LOOK_EVERY_MS = 1_500;

/** Fetches the page anew while there is something to watch, and somebody who looks. */
export function useWatch(isAtWork: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!isAtWork) return;
    const timer = setInterval(() => document.visibilityState === "visible" && router.refresh(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isAtWork, router]);
}
