// All pages of the console. INVARIANT: a page that is not here is not served; signing in and out stand beside (sign-in.tsx),
// because they are for who has no session.

import type { Page } from "./page.ts";
import { boardPages } from "./pages/board.tsx";
import { dashboardsPages } from "./pages/dashboards.tsx";
import { editPages } from "./pages/edit.tsx";
import { explorePages } from "./pages/explore.tsx";
import { exportsPages } from "./pages/exports.tsx";
import { schedulesPages } from "./pages/schedules.tsx";
import { usagePages } from "./pages/usage.tsx";

export const PAGES: readonly Page[] = [
  ...dashboardsPages,
  ...boardPages,
  ...editPages,
  ...explorePages,
  ...exportsPages,
  ...schedulesPages,
  ...usagePages,
];
