// A map of the world: points by longitude and latitude on a graticule, over a coarse outline of the continents. No tiles,
// no outside request, no borders: an equirectangular picture for orientation.

import { z } from "zod";
import { svgElement, svgText, svgTitle } from "../draw/svg-element.ts";
import { textWidth } from "../draw/text-width.ts";
import { writeNumber } from "../draw/write-number.ts";
import { fieldsOf, findField, numberIn, rowCount, textIn, type Frame } from "../frame.ts";
import { reachedSeverity } from "../look.ts";
import { columnsExample } from "./examples.ts";
import { declareKind, nothing, type Drawing, type DrawInput } from "./kind.ts";
import { LAND, type Corner } from "./land-outline.ts";

const options = z.strictObject({
  view: z.enum(["world", "data"]).default("world"),
  names: z.enum(["shown", "hidden"]).default("shown"),
});

interface Spot {
  readonly name: string;
  readonly at: Corner;
  readonly value: number;
}

const FIRST = { longitude: ["longitude", "lon", "lng"], latitude: ["latitude", "lat"] } as const;

function readSpots(frame: Frame): Spot[] {
  const find = (names: readonly string[]) =>
    names.map((name) => findField(frame, name)).find((field) => field !== null);
  const [longitude, latitude] = [find(FIRST.longitude), find(FIRST.latitude)];
  const value = fieldsOf(frame, "number").find((field) => field !== longitude && field !== latitude);
  const [name] = fieldsOf(frame, "text");
  return Array.from({ length: rowCount(frame) }, (_, row) => row).flatMap((row) => {
    const [east, north] = [numberIn(longitude, row), numberIn(latitude, row)];
    if (east === null || north === null || Math.abs(east) > 180 || Math.abs(north) > 90) return [];
    return [{ name: textIn(name, row), at: [east, north] as const, value: numberIn(value, row) ?? 1 }];
  });
}

interface Frame2d {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

const WORLD: Frame2d = { west: -180, east: 180, south: -58, north: 84 };

function viewOf(spots: readonly Spot[], view: "world" | "data"): Frame2d {
  if (view === "world" || spots.length === 0) return WORLD;
  const [xs, ys] = [spots.map(({ at }) => at[0]), spots.map(({ at }) => at[1])];
  const [west, east] = [Math.min(...xs) - 8, Math.max(...xs) + 8];
  const [south, north] = [Math.min(...ys) - 6, Math.max(...ys) + 6];
  return {
    west: Math.max(-180, west),
    east: Math.min(180, east),
    south: Math.max(-90, south),
    north: Math.min(90, north),
  };
}

const PAD = 8;
const MOST_SPOTS = 1_000;

function drawMap(input: DrawInput<z.infer<typeof options>>): Drawing {
  const spots = input.frames.flatMap(readSpots).slice(0, MOST_SPOTS);
  if (spots.length === 0) return nothing("Needs rows with the number fields `longitude` and `latitude`.");
  const place = project(viewOf(spots, input.options.view), input);
  const most = spots.reduce((largest, { value }) => Math.max(largest, Math.abs(value)), 0);
  const write = (value: number): string =>
    writeNumber(value, { unit: input.face.unit, decimals: input.face.decimals });
  const marks = spots
    .toSorted((a, b) => b.value - a.value)
    .map((spot) => drawSpot(spot, { input, place, most, write }));
  const words = `${spots.length} places. ${spots
    .slice(0, 8)
    .map(({ name, value }) => `${name}: ${write(value)}`)
    .join("; ")}.`;
  return { form: "shapes", body: [drawLand(input, place), ...marks].join(""), words };
}

type Place = (corner: Corner) => Corner;

/** Degrees are as wide as high; what is left over is sea. */
function project(view: Frame2d, { size }: DrawInput<unknown>): Place {
  const width = view.east - view.west;
  const height = view.north - view.south;
  const scale = Math.min((size.width - 2 * PAD) / width, (size.height - 2 * PAD) / height);
  const [left, top] = [(size.width - width * scale) / 2, (size.height - height * scale) / 2];
  return ([east, north]) => [left + (east - view.west) * scale, top + (view.north - north) * scale];
}

const points = (corners: readonly Corner[], place: Place): string =>
  corners
    .map((corner) =>
      place(corner)
        .map((value) => Math.round(value * 10) / 10)
        .join(","),
    )
    .join(" ");

function drawLand({ look }: DrawInput<unknown>, place: Place): string {
  const ruler = (from: Corner, to: Corner): string => {
    const [[x1, y1], [x2, y2]] = [place(from), place(to)];
    return svgElement("line", { x1, y1, x2, y2, stroke: look.grid, "stroke-width": 0.7 });
  };
  const meridians = [-150, -120, -90, -60, -30, 0, 30, 60, 90, 120, 150].map((east) =>
    ruler([east, -58], [east, 84]),
  );
  const parallels = [-30, 0, 30, 60].map((north) => ruler([-180, north], [180, north]));
  const land = LAND.map((corners) =>
    svgElement("polygon", {
      points: points(corners, place),
      fill: look.surface,
      stroke: look.axis,
      "stroke-width": 0.6,
    }),
  );
  return [...meridians, ...parallels, ...land].join("");
}

interface Plan {
  readonly input: DrawInput<z.infer<typeof options>>;
  readonly place: Place;
  readonly most: number;
  readonly write: (value: number) => string;
}

function drawSpot({ name, at, value }: Spot, { input, place, most, write }: Plan): string {
  const { look, face, size, options: asked } = input;
  const [cx, cy] = place(at);
  const radius = 4 + 14 * Math.sqrt(most === 0 ? 0 : Math.abs(value) / most);
  const severity = reachedSeverity(value, face.thresholds);
  const fill = severity === null ? (look.series[0] ?? look.text) : look.severities[severity];
  const width = textWidth(name, look.fontSize - 1);
  const isLeft = cx + radius + width + 8 > size.width;
  const label = svgText(name, {
    x: isLeft ? cx - radius - 4 : cx + radius + 4,
    y: cy,
    size: look.fontSize - 1,
    fill: look.text,
    font: look.font,
    anchor: isLeft ? "end" : "start",
  });
  return svgElement("g", {}, [
    svgTitle(`${name}: ${write(value)}`),
    svgElement("circle", {
      cx,
      cy,
      r: radius,
      fill,
      "fill-opacity": 0.55,
      stroke: fill,
      "stroke-width": 1.2,
    }),
    asked.names === "shown" ? label : "",
  ]);
}

export const geoMap = declareKind({
  title: "Map",
  meaning:
    "Places by longitude and latitude, sized by a number, over a coarse outline without borders: rows with `longitude`, `latitude`, a number and a name.",
  options,
  example: () => ({
    frames: [
      columnsExample("A", {
        city: ["Frankfurt", "Ireland", "Mumbai", "Tokyo", "Beijing", "Virginia", "São Paulo", "Sydney"],
        longitude: [8.7, -8, 72.9, 139.7, 116.4, -77.5, -46.6, 151.2],
        latitude: [50.1, 53, 19.1, 35.7, 39.9, 39, -23.5, -33.9],
        requests: [820, 240, 610, 460, 380, 990, 190, 130],
      }),
    ],
    options: {},
  }),
  draw: drawMap,
});
