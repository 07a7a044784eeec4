/**
 * Text in lines of so many characters at the most, broken at spaces; a longer word has a line of its own. Plotly breaks no
 * text, and cuts what is wider than the figure.
 */
export function brokenLines(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * Parts side by side with dots between them, as many to a line as fit. A part longer than a line is broken at its spaces,
 * unless there is markup in it; markup takes no room.
 */
export function dottedLines(parts: readonly string[], most: number): string[] {
  const lines: string[] = [];
  let room = 0;
  for (const part of parts) {
    const length = widthOf(part) + 3;
    if (length <= room) {
      lines[lines.length - 1] += `\u2002\u00b7\u2002${part}`;
      room -= length;
      continue;
    }
    lines.push(...(part.includes("<") ? [part] : brokenLines(part, most)));
    room = most - widthOf(lines[lines.length - 1]);
  }
  return lines;
}

/** How many characters of a text with markup are seen. */
export function widthOf(text: string): number {
  return text.replace(/<[^>]*>/g, "").replace(/&\w+;/g, "x").length;
}
