// A dashboard's other ranges and choices without another page, and its pictures again every few seconds.

import { panels, say, sourceOf } from "./live-panels.ts";
import { redrawAll } from "./redraw.ts";

function tellRefreshed(): void {
  const place = document.querySelector("[data-refreshed]");
  if (place !== null) place.textContent = new Date().toLocaleTimeString();
}

async function refresh(): Promise<void> {
  say(document.body.dataset["loading"] ?? "");
  await redrawAll(panels());
  tellRefreshed();
  say("");
}

/** All or some: one takes the other's tick away. The sheet's button says what is chosen. */
function keepChoices(box: HTMLInputElement): void {
  const several = box.closest("[data-several]");
  if (several === null) return;
  const boxes = [...several.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
  const all = boxes.find((one) => one.dataset["all"] === "yes");
  if (box.checked && all !== undefined)
    for (const other of boxes) if ((other === all) !== (box === all)) other.checked = false;
  if (all !== undefined && !boxes.some((one) => one.checked)) all.checked = true;
  const chosen = boxes
    .filter((one) => one.checked)
    .map((one) => one.parentElement?.textContent?.trim() ?? "");
  const place = several.querySelector("[data-chosen]");
  if (place !== null) place.textContent = chosen.join(", ");
}

const TICKS_MS = 500;
let ticked = 0;

/** Another range or other choices: the address says so, and each panel is drawn anew in its place. */
export function showLive(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-live]");
  if (form === null) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = new URLSearchParams();
    for (const [name, value] of new FormData(form))
      if (typeof value === "string" && (value !== "" || name.startsWith("var."))) chosen.append(name, value);
    if (chosen.get("range") !== "custom") for (const name of ["from", "to"]) chosen.delete(name);
    history.replaceState(null, "", `?${chosen}`);
    for (const panel of panels()) {
      const url = sourceOf(panel);
      if (url !== null) panel.dataset["source"] = `${url.pathname}?${chosen}`;
    }
    void refresh();
  });
  form.addEventListener("change", (event) => {
    const { target } = event;
    const isTick = target instanceof HTMLInputElement && target.type === "checkbox";
    if (isTick) keepChoices(target);
    // Several ticks are one question.
    clearTimeout(ticked);
    ticked = setTimeout(() => form.requestSubmit(), isTick ? TICKS_MS : 0);
  });
  const again = form.querySelector<HTMLButtonElement>("[data-refresh-now]");
  if (again !== null) {
    again.hidden = false;
    again.addEventListener("click", () => void refresh());
  }
}

export function refreshByItself(): void {
  const seconds = Number(document.querySelector<HTMLElement>("[data-refresh]")?.dataset["refresh"] ?? "0");
  if (seconds <= 0) return;
  setInterval(() => {
    if (document.visibilityState === "visible") void refresh();
  }, seconds * 1_000);
}
