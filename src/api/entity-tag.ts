/**
 * Whether an `If-None-Match` names an entity tag, by the weak comparison that RFC 9110 asks for there: a list of tags, each
 * perhaps marked as weak, or `*` for any.
 *
 * @param tag with its quotation marks
 * @example namesTag('W/"a", "b"', '"a"') // true
 */
export function namesTag(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.match(/"[^"]*"/g)?.includes(tag) ?? false;
}
