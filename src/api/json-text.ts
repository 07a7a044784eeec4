/**
 * A source's answer as JSON.
 *
 * @throws TypeError when JSON has no word for it, such as undefined, or it holds itself.
 * @example jsonText({ n: 1 }) // '{"n":1}'
 */
export function jsonText(answer: unknown): string {
  const text = JSON.stringify(answer) as string | undefined;
  if (text === undefined) throw new TypeError("The source gave an answer that JSON has no word for.");
  return text;
}
