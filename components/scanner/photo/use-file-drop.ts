"use client";

import { useEffect, useRef, useState } from "react";

type Handlers = { onFile: (file: File) => void; onText: (text: string) => void };

/** Pictures dropped anywhere on the page, and pictures or text pasted outside of a field. True while one hovers. */
export function useFileDrop(handlers: Handlers): boolean {
  const handlersRef = useRef(handlers);
  const [isHovering, setHovering] = useState(false);

  useEffect(() => {
    handlersRef.current = handlers;
  });

  useEffect(() => {
    // Entering a child fires "leave" on its parent, so the hover ends only when as many left as entered.
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setHovering(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth -= 1;
      if (depth <= 0) setHovering(false);
    };
    const onOver = (event: DragEvent) => {
      // Without this the browser opens the file in place of the page.
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setHovering(false);
      const file = event.dataTransfer?.files[0];
      if (file) handlersRef.current.onFile(file);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]")) return;
      const file = event.clipboardData?.files[0];
      const text = event.clipboardData?.getData("text").trim();
      if (file) handlersRef.current.onFile(file);
      else if (text) handlersRef.current.onText(text);
    };

    document.addEventListener("dragenter", onEnter);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("dragover", onOver);
    document.addEventListener("drop", onDrop);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("dragenter", onEnter);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("dragover", onOver);
      document.removeEventListener("drop", onDrop);
      document.removeEventListener("paste", onPaste);
    };
  }, []);

  return isHovering;
}
