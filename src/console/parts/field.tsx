// A field of a form with what is said about it: a help text, and what is wrong with what stands in it. Both are tied to the
// field, so that they are read out with it; a summary links to the field by its id.

import type { Child } from "hono/jsx";

export interface Finding {
  readonly field: string;
  readonly message: string;
}

export const fieldId = (name: string): string => `f-${name.replaceAll("_", "-")}`;

/** The attributes that tie a control to its texts. */
export interface Tied {
  readonly id: string;
  readonly name: string;
  readonly "aria-invalid": "true" | undefined;
  readonly "aria-describedby": string | undefined;
}

interface Shown {
  readonly name: string;
  readonly label: string;
  readonly findings: readonly Finding[];
  readonly help?: string;
  /** Of the field's place among others: `grow`. */
  readonly class?: string;
  /** Shown by the page's script for these choices only. */
  readonly for?: string;
  readonly control: (tied: Tied) => Child;
}

export function Field({ name, label, findings, help, control, ...place }: Shown) {
  const id = fieldId(name);
  const mine = findings.filter(({ field }) => field === name);
  const described = [
    ...(help === undefined ? [] : [`${id}-help`]),
    ...(mine.length === 0 ? [] : [`${id}-wrong`]),
  ];
  const tied: Tied = {
    id,
    name,
    "aria-invalid": mine.length === 0 ? undefined : "true",
    "aria-describedby": described.length === 0 ? undefined : described.join(" "),
  };
  return (
    <div class={`field ${place.class ?? ""}`.trim()} data-for={place.for}>
      <label for={id}>{label}</label>
      {control(tied)}
      {mine.length === 0 ? null : (
        <ul class="small bad" id={`${id}-wrong`}>
          {mine.map(({ message }) => (
            <li>{message}</li>
          ))}
        </ul>
      )}
      {help === undefined ? null : (
        <p class="small" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
}
