"use client";

import { useEffect, useState } from "react";
import { fitWithin } from "@/components/scanner/camera/frame-geometry";
import { openFile } from "@/components/scanner/photo/photo";
import { GENERAL_PROBLEM, NO_CONNECTION } from "@/components/ui/words";
import { writeCorners } from "@/lib/covers/straightening/rules";
import type { Corners, OwnCoverKept, OwnCoverPreview } from "@/lib/covers/straightening/schema";

/** As many pixels as are kept of a cover. */
const SIDE_MAX = 1_600;
const QUALITY = 0.88;
/** A corner that is being moved asks once it rests. */
const REST_MS = 250;

const NOT_AN_IMAGE = "This file is not a picture. Please choose a photo of the cover.";
const TOO_LARGE = "This picture is too large. Please take or choose a smaller one.";

/** The chosen photo, small enough to be sent again with each mark, and upright. `problem`: why it is none. */
async function prepare(file: File): Promise<{ photo: Blob } | { problem: string }> {
  const opened = await openFile(file);
  if (opened.kind === "too_large") return { problem: TOO_LARGE };
  // The server may read what this browser cannot, and says why if not.
  if (opened.kind === "opaque") return { photo: opened.file };
  if (opened.kind !== "picture") return { problem: NOT_AN_IMAGE };
  const { width, height } = fitWithin(opened.bitmap, SIDE_MAX);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context?.drawImage(opened.bitmap, 0, 0, width, height);
  opened.bitmap.close();
  const photo = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  return photo ? { photo } : { problem: NOT_AN_IMAGE };
}

type Sent<Value> = { ok: true; value: Value } | { ok: false; problem: string };

/** Rejects only when `signal` is aborted. What the server says is meant for people. */
async function send<Value>(
  address: string,
  photo: Blob,
  fields: Record<string, string>,
  signal?: AbortSignal,
): Promise<Sent<Value>> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set("image", photo, "photo.jpg");
  try {
    const response = await fetch(address, { method: "POST", body, signal });
    const answer = await response.json();
    return response.ok ? { ok: true, value: answer } : { ok: false, problem: answer.error ?? GENERAL_PROBLEM };
  } catch {
    signal?.throwIfAborted();
    return { ok: false, problem: NO_CONNECTION };
  }
}

type Answer = { of: Blob; at: Corners | null; preview: OwnCoverPreview | null; problem: string | null };

/**
 * A photo of a book's cover that a person chooses: where the server finds the cover in it or where the person marks it, and
 * what is cut out there. `address`: where the server is asked; `first`: a photo that is there already. While the answer to a mark is not there, the last one stays and `isLooking` says so.
 */
export function useOwnPhoto(address: string, first: Blob | null = null) {
  const [chosen, setChosen] = useState<{ photo: Blob } | { problem: string } | null>(first && { photo: first });
  const [marked, mark] = useState<Corners | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const photo = chosen && "photo" in chosen ? chosen.photo : null;

  useEffect(() => {
    if (!photo) return;
    const controller = new AbortController();
    const ask = async () => {
      const fields: Record<string, string> = marked ? { corners: writeCorners(marked) } : {};
      const answered = await send<OwnCoverPreview>(address, photo, fields, controller.signal);
      const preview = answered.ok ? answered.value : null;
      const problem = answered.ok ? answered.value.problem : answered.problem;
      setAnswer({ of: photo, at: marked, preview, problem });
    };
    // Only an abort rejects, and then a newer question is on its way.
    const timer = setTimeout(() => void ask().catch(() => undefined), marked ? REST_MS : 0);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [address, photo, marked]);

  const current = answer && answer.of === photo ? answer : null;
  const corners = marked ?? current?.preview?.corners ?? null;
  return {
    photo,
    corners,
    view: current?.preview?.view ?? null,
    problem: chosen && "problem" in chosen ? chosen.problem : (current?.problem ?? null),
    isLooking: photo !== null && (current === null || current.at !== marked),
    mark,
    choose: async (file: File) => {
      mark(null);
      setChosen(await prepare(file));
    },
    keep: () =>
      photo && corners
        ? send<OwnCoverKept>(address, photo, { corners: writeCorners(corners), keep: "yes" })
        : Promise.resolve(null),
  };
}
