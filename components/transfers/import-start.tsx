"use client";

import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, type FormEvent, useId, useState } from "react";
import { Button, buttonVariants } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Notice } from "@/components/ui/notice";
import { Spinner } from "@/components/ui/spinner";
import { NO_CONNECTION } from "@/components/ui/words";
import { isZip } from "@/lib/platform/archives/rules";
import { takeLibrary } from "@/lib/transfers/archives/rules";
import { FILE_BYTES_MAX } from "@/lib/transfers/schema";

const MEBIBYTE = 1024 * 1024;

/** Of an archive only the library in it is sent. What cannot be opened here goes as it is, and the server says why. */
async function withoutPictures(file: Blob, name?: string): Promise<{ file: Blob; name?: string }> {
  try {
    if (!isZip(new Uint8Array(await file.slice(0, 4).arrayBuffer()))) return { file, name };
    const found = await takeLibrary(file);
    return found.ok ? { file: new Blob([found.bytes as Uint8Array<ArrayBuffer>]), name: found.name } : { file, name };
  } catch {
    return { file, name };
  }
}

/** A file of another app, or a list of ISBNs: what it is, it shows itself. Nothing is done with it before its reader has looked. */
export function ImportStart() {
  const router = useRouter();
  const inputId = useId();
  const listId = useId();
  const [isBusy, setBusy] = useState(false);
  const [isHovering, setHovering] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function bring(given: Blob, givenName?: string) {
    setBusy(true);
    setProblem(undefined);
    const { file, name } = await withoutPictures(given, givenName);
    if (file.size > FILE_BYTES_MAX) {
      setProblem(`This file is too large: at most ${FILE_BYTES_MAX / MEBIBYTE} MB are taken.`);
      setBusy(false);
      return;
    }
    const body = new FormData();
    if (name !== undefined) body.append("name", name);
    body.append("file", file, name ?? "list.txt");
    try {
      const response = await fetch("/api/v1/imports", { method: "POST", body });
      const answer = (await response.json()) as { id?: string; error?: string };
      if (response.ok && answer.id) {
        router.push(`/library/import/${answer.id}`);
        return;
      }
      setProblem(answer.error ?? NO_CONNECTION);
    } catch {
      setProblem(NO_CONNECTION);
    }
    setBusy(false);
  }

  function drop(event: DragEvent) {
    event.preventDefault();
    setHovering(false);
    const file = event.dataTransfer.files[0];
    if (file) void bring(file, file.name);
  }

  function paste(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("list") ?? "").trim();
    if (text === "") setProblem("Please write or paste at least one ISBN.");
    else void bring(new Blob([text], { type: "text/plain" }));
  }

  return (
    <div className="grid gap-5">
      <div aria-live="assertive">{problem && <Notice tone="danger">{problem}</Notice>}</div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the button inside */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setHovering(true);
        }}
        onDragLeave={() => setHovering(false)}
        onDrop={drop}
        className={cn(
          "grid justify-items-center gap-3 rounded-lg border-2 border-line-strong border-dashed px-5 py-8 text-center",
          isHovering && "border-primary bg-primary-soft",
        )}
      >
        <FileUp aria-hidden="true" className="size-9 text-primary" />
        <p id={`${inputId}-what`} className="max-w-prose text-muted">
          CSV, TSV, JSON or zip, up to {FILE_BYTES_MAX / MEBIBYTE} MB without pictures. You see what becomes of it
          before anything is done.
        </p>
        <label
          htmlFor={inputId}
          className={cn(buttonVariants(), "has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2")}
        >
          {isBusy ? <Spinner /> : null}
          {isBusy ? "Being read…" : "Choose a file"}
          <input
            id={inputId}
            type="file"
            accept=".csv,.tsv,.txt,.json,.zip,.backup,text/*,application/json,application/zip"
            aria-describedby={`${inputId}-what`}
            disabled={isBusy}
            className="sr-only"
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              event.target.value = "";
              if (file) void bring(file, file.name);
            }}
          />
        </label>
      </div>
      <form onSubmit={paste} className="grid gap-2">
        <label htmlFor={listId} className="font-semibold text-sm">
          Or a list of ISBNs
        </label>
        <textarea
          id={listId}
          name="list"
          rows={3}
          placeholder={"9780140449136\n0-14-044926-3"}
          className="w-full rounded-md border border-line-strong bg-surface px-3 py-2 font-mono text-base"
        />
        <Button type="submit" variant="secondary" loading={isBusy} className="justify-self-start">
          Look at the list
        </Button>
      </form>
    </div>
  );
}
