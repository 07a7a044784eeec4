import { crc32, deflateSync } from "node:zlib";
import { DIVERGING } from "../figures/colours.js";

/*
 * The kernel's logo: a small heatmap of strikes and bars with a spot line through it, in the colours of the figures.
 */

/** Steps of {@link DIVERGING} by cell, a row a strike; 8 is zero. */
const CELLS = [
  [9, 10, 12, 14],
  [10, 13, 15, 12],
  [6, 3, 11, 9],
  [2, 1, 4, 6],
];
/** Edge of the logo, of a cell, and between cells, in the units of the SVG. */
const [EDGE, CELL, STEP, BORDER] = [64, 14, 16, 1];

const places = CELLS.flatMap((row, y) => row.map((step, x) => ({ x, y, colour: DIVERGING[step] ?? "#f2f2f2" })));

/** The logo for front ends that draw SVG. */
export const LOGO_SVG: string = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${EDGE} ${EDGE}">`,
  ...places.map(({ x, y, colour }) => {
    const [left, top] = [BORDER + x * STEP, BORDER + y * STEP];
    return `<rect x="${left}" y="${top}" width="${CELL}" height="${CELL}" rx="2" fill="${colour}"/>`;
  }),
  `</svg>\n`,
].join("\n");

/** The logo as PNG, `size` pixels wide and high. */
export function logoPng(size: number): Buffer {
  const line = 1 + size * 4;
  const pixels = Buffer.alloc(size * line);
  const scale = EDGE / size;
  for (let py = 0; py < size; py++) {
    for (let px = 0; px < size; px++) {
      const [left, top] = [px * scale - BORDER, py * scale - BORDER];
      const [x, y] = [Math.floor(left / STEP), Math.floor(top / STEP)];
      // Between the cells it is clear.
      if (left - x * STEP >= CELL || top - y * STEP >= CELL || x < 0 || y < 0) continue;
      const colour = DIVERGING[CELLS[y]?.[x] ?? 8] ?? "#f2f2f2";
      pixels.writeUInt32BE(parseInt(`${colour.slice(1)}ff`, 16), py * line + 1 + px * 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits a channel, red, green, blue and alpha.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND")]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
