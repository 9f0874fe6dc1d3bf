// When the shard's alarm stands. It is moved only to an earlier time: setting it for every append would be a row written each.
// INVARIANT: after a failure it stands no earlier than the rest that was asked for, however much comes in meanwhile.

export interface AlarmClock {
  /** Before anything else: when it stands already. */
  wake(): Promise<void>;
  /** The alarm is to ring at that time at the latest. */
  arm(wantedMs: number): void;
  /** It has rung: nothing stands, and a rest is over. */
  rung(): void;
  /** Nothing is to happen before that time: a store that is down is not asked in a loop. */
  restUntil(ms: number): void;
  silence(): Promise<void>;
}

export function createAlarmClock(storage: DurableObjectStorage): AlarmClock {
  let atMs: number | null = null;
  let restUntilMs = 0;
  const arm = (wantedMs: number): void => {
    const nextMs = Math.max(wantedMs, restUntilMs);
    if (atMs !== null && atMs <= nextMs) return;
    atMs = nextMs;
    void storage.setAlarm(nextMs);
  };
  const rung = (): void => {
    atMs = null;
    restUntilMs = 0;
  };
  return {
    wake: async () => {
      atMs = await storage.getAlarm();
    },
    arm,
    rung,
    restUntil: (ms) => {
      restUntilMs = ms;
      atMs = null;
      arm(ms);
    },
    silence: async () => {
      await storage.deleteAlarm();
      atMs = null;
    },
  };
}
