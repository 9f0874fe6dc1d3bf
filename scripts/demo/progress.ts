// Shows how far a long step is: a bar that redraws itself on a terminal, a line every quarter elsewhere.

const BAR_CHARS = 30;

export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface Progress {
  /** `share` runs from 0 to 1. */
  show(share: number): void;
}

export function progressOn(screen: Screen, title: string): Progress {
  let shown = -1;
  const bar = (percent: number): string => {
    const filled = Math.round((percent / 100) * BAR_CHARS);
    return `\r${title}  [${"=".repeat(filled)}${" ".repeat(BAR_CHARS - filled)}] ${String(percent).padStart(3)} %`;
  };
  return {
    show: (share) => {
      const percent = Math.floor(share * 100);
      const step = screen.isTTY === true ? percent : Math.floor(percent / 25) * 25;
      if (step === shown) return;
      shown = step;
      const end = screen.isTTY === true && step < 100 ? "" : "\n";
      screen.write(screen.isTTY === true ? bar(step) + end : `${title}: ${step} %${end}`);
    },
  };
}
