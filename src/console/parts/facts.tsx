// Facts as pairs of a name and what is said of it.

interface Shown {
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

export const Facts = ({ facts }: Shown) => (
  <dl class="pairs">
    {facts.map(({ label, text }) => (
      <>
        <dt>{label}</dt>
        <dd>{text}</dd>
      </>
    ))}
  </dl>
);
