// Charts that answer: the values under a pointer or under the arrow keys, pictures drawn anew for the room that there is, a
// dashboard's other ranges without another page, and `custom` charts in frames of their own.

import { enliven, followLooks, letFramesIn } from "./custom-charts.ts";
import { followPointer } from "./pointer.ts";
import { refreshByItself, showLive } from "./ranges.ts";
import { fitWhenResized, fitWidths } from "./redraw.ts";

followPointer();
letFramesIn();
followLooks();
enliven(document);
fitWidths();
fitWhenResized();
showLive();
refreshByItself();
document.documentElement.dataset["charts"] = "alive";
