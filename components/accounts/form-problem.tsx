import { Notice } from "@/components/ui/notice";

/** What went wrong and concerns no field, above the form; nothing while there is nothing. */
export function FormProblem({ text }: { text: string | null | undefined }) {
  if (!text) return null;
  return (
    <Notice tone="danger" role="alert">
      {text}
    </Notice>
  );
}
