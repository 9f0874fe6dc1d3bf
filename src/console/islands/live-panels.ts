// The panels of a page that can be drawn anew, where each is asked for, and the line that is read out when something changes.

export const say = (text: string): void => {
  const status = document.getElementById("status");
  if (status !== null) status.textContent = text;
};

export const sourceOf = (panel: HTMLElement): URL | null => {
  const source = panel.dataset["source"];
  return source === undefined ? null : new URL(source, location.href);
};

export const panels = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-source]")];
