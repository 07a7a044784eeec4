import { parseAccept } from "hono/utils/accept";

/**
 * Whether an `Accept-Encoding` asks for gzip, and does not like the plain body better. Without the header nothing is asked
 * for.
 *
 * @example wantsGzip("gzip, deflate") // true
 * @example wantsGzip("gzip;q=0, *") // false
 */
export function wantsGzip(header: string | undefined): boolean {
  if (header === undefined || header === "") return false;
  const named = parseAccept(header);
  const quality = (...names: string[]): number | undefined =>
    named.find(({ type }) => names.includes(type.toLowerCase()))?.q;
  const gzip = quality("gzip", "x-gzip") ?? quality("*") ?? 0;
  return gzip > 0 && gzip >= (quality("identity") ?? 0);
}
