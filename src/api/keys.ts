import { createHash, timingSafeEqual } from "node:crypto";

/**
 * A test of whether a key is one of those accepted. It takes the same time for a near miss as for nonsense: digests are
 * of equal length, and all are compared.
 *
 * @throws TypeError when one of the keys is empty, which a missing key would match.
 * @example keyCheck(["s3cret"])("guess") // false
 */
export function keyCheck(keys: readonly string[]): (key: string | undefined) => boolean {
  if (keys.some((key) => key === "")) throw new TypeError("keys holds an empty key; leave it out, or leave out keys");
  const accepted = keys.map(digest);
  return (key = "") => {
    const given = digest(key);
    return accepted.filter((each) => timingSafeEqual(each, given)).length > 0;
  };
}

function digest(key: string): Buffer {
  return createHash("sha256").update(key).digest();
}
