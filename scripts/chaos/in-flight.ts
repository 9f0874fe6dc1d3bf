// Are two requests under way at once that must not be? Seen from the receivers: a request that comes while an earlier one of the
// same name has no answer is beside it, unless the earlier one's sender had let go of it.
// LIMIT: that a sender let go may be heard of after its next request. So the earlier one is asked about a while later, and one whose
// sender has gone by then counts as ended before.

export interface Watching {
  /** Resolves when what senders had done by now has been heard of. */
  readonly heardLate: () => Promise<unknown>;
  readonly tell: (told: string) => void;
}

export interface Came {
  /** Of what only one may be under way. */
  readonly name: string;
  readonly told: string;
  /** Has its sender let go of it, and not the receiver ended it? */
  readonly isLetGo: () => boolean;
}

export interface Watch {
  /** What it returns is called when the request has its answer, or will never have one. */
  enter(came: Came): () => void;
}

export function openWatch({ heardLate, tell }: Watching): Watch {
  const open = new Set<Came>();
  return {
    enter(came) {
      const earlier = [...open].filter(({ name }) => name === came.name);
      if (earlier.length > 0)
        void heardLate().then(() => {
          if (earlier.some(({ isLetGo }) => !isLetGo())) tell(came.told);
        });
      open.add(came);
      return () => void open.delete(came);
    },
  };
}
