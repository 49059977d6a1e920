"use client";

import Link from "next/link";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { signUpAction } from "@/lib/accounts/actions";
import { signUpInput } from "@/lib/accounts/schema";
import { FormProblem } from "./form-problem";
import { PasswordHint } from "./new-password-field";
import { accountHref } from "./next-path";
import { PasswordInput } from "./password-input";
import { leaveFor, startSession } from "./start-session";

const FIELDS = ["username", "email", "password"] as const;
type FieldName = (typeof FIELDS)[number];
type Values = Record<FieldName, string>;
type Errors = Partial<Record<FieldName, string>>;

const NOTHING_TYPED: Values = { username: "", email: "", password: "" };

/** What the schema says about each field, in its first words. */
function check(values: Values): Errors {
  const parsed = signUpInput.safeParse(values);
  if (parsed.success) return {};
  const errors: Errors = {};
  for (const { path, message } of parsed.error.issues) {
    const name = FIELDS.find((field) => field === path[0]);
    if (name) errors[name] ??= message;
  }
  return errors;
}

type SignUpFormProps = {
  next: string;
  /** The secret of the invitation that led here. */
  invitation?: string;
};

/** Makes an account and signs in to it. A field complains once it was left, and is satisfied while it is typed in. */
export function SignUpForm({ next, invitation }: SignUpFormProps) {
  const [values, setValues] = useState(NOTHING_TYPED);
  const [left, setLeft] = useState<ReadonlySet<FieldName>>(new Set());
  const [refused, setRefused] = useState<Errors>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const errors = check(values);
  const errorOf = (name: FieldName) => refused[name] ?? (left.has(name) ? errors[name] : undefined);

  function controls(name: FieldName) {
    return {
      value: values[name],
      onChange: (event: { target: { value: string } }) => {
        setValues((now) => ({ ...now, [name]: event.target.value }));
        setRefused((now) => ({ ...now, [name]: undefined }));
      },
      // An empty field that was only passed through is no mistake yet.
      onBlur: () => values[name] !== "" && setLeft((now) => new Set([...now, name])),
    };
  }

  function focusOn(name: FieldName | undefined) {
    const control = name && form.current?.elements.namedItem(name);
    if (control instanceof HTMLInputElement) control.focus();
  }

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    setProblem(null);
    // From the form itself: some password managers fill in without telling the page.
    const typed = { ...NOTHING_TYPED, ...(Object.fromEntries(new FormData(event.currentTarget)) as Partial<Values>) };
    setValues(typed);
    setLeft(new Set(FIELDS));
    const wrong = check(typed);
    const firstWrong = FIELDS.find((name) => wrong[name]);
    if (firstWrong) return focusOn(firstWrong);

    setPending(true);
    const failure = await createAccount(typed, invitation);
    if (!failure) return leaveFor(next);
    setPending(false);
    if (failure.field) {
      setRefused({ [failure.field]: failure.message });
      focusOn(failure.field);
    } else setProblem(failure.message);
  }

  return (
    <form ref={form} onSubmit={submit} method="post" noValidate className="grid gap-5">
      <FormProblem text={problem} />
      <Field
        label="Username"
        name="username"
        required
        error={errorOf("username")}
        hint="Letters and digits, with . _ - between them."
      >
        {(control) => (
          <Input
            {...control}
            {...controls("username")}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            enterKeyHint="next"
          />
        )}
      </Field>
      <Field label="E-mail" name="email" error={errorOf("email")} hint="Never shown to others.">
        {(control) => (
          <Input {...control} {...controls("email")} type="email" autoComplete="email" enterKeyHint="next" />
        )}
      </Field>
      <Field
        label="Password"
        name="password"
        required
        error={errorOf("password")}
        hint={<PasswordHint length={values.password.length} />}
      >
        {(control) => (
          <PasswordInput {...control} {...controls("password")} autoComplete="new-password" enterKeyHint="go" />
        )}
      </Field>
      <Button type="submit" size="lg" block loading={isPending}>
        Create account
      </Button>
      <p className="text-center text-muted">
        Already have one?{" "}
        <Link href={accountHref("sign-in", next)} className="rounded-sm font-semibold text-primary underline">
          Sign in
        </Link>
      </p>
    </form>
  );
}

type Failure = { field?: FieldName; message: string };

async function createAccount(values: Values, invitation: string | undefined): Promise<Failure | null> {
  try {
    const result = await signUpAction({ ...values, invitation });
    if (result.ok) {
      const failure = await startSession(values.username, values.password);
      return failure ? { message: "Your account is there, but signing in did not work. Please use “Sign in”." } : null;
    }
    switch (result.reason) {
      case "username_taken":
        return { field: "username", message: "Somebody has this name already. Try another." };
      case "email_taken":
        return { field: "email", message: "An account with this address exists already. Sign in to it instead." };
      case "password_weak":
        return { field: "password", message: result.message ?? "Please think of another password." };
      case "registration_closed":
        return { message: "This site does not take new accounts. Ask whoever runs it for one." };
      case "invitation_needed":
      case "invitation_over":
        return { message: "This needs an invitation that still works. Ask whoever runs this site for one." };
      default:
        return { message: result.message ?? "That did not work. Please try again." };
    }
  } catch {
    return { message: "There is no connection to the site. Please try again." };
  }
}
