import type { ChoiceParam, DateParam, Endpoint, IntegerParam } from "./endpoints.js";
import { ResponseError } from "./errors.js";
import type { Hide } from "./redact.js";
import { brief } from "./brief.js";

/**
 * The typed answer in the text of a 200: JSON, by the endpoint's schema, and to what was asked.
 *
 * @param hide hides the key, should the server have written it into the answer
 * @throws ResponseError with the path of the first fault, and without the key.
 */
export function readAnswer<P extends object, A>(
  endpoint: Endpoint<P, A>,
  params: Partial<P>,
  text: string,
  hide: Hide,
): A {
  const read = (body: unknown): A => {
    const answer = endpoint.check(body);
    checkEcho(endpoint, params, answer);
    return answer;
  };
  try {
    return read(parse(text));
  } catch (error) {
    // A message quotes the value at fault, cut to a length that could part a key: so hide the key first, and read anew.
    const hidden = hide(text);
    if (hidden !== text) read(parse(hidden));
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const start = text.length > 60 ? `${text.slice(0, 60)}…` : text;
    // Cut again: a control character is written with six.
    throw new ResponseError("", `expected JSON, got ${text.length} characters: ${brief(JSON.stringify(start), 120)}`);
  }
}

/** The words asked for decide the answer's type, so the answer must have them: `metric`, `mode`, `side`, and `bar` as `bar_size`. */
function checkEcho<P extends object>(endpoint: Endpoint<P>, params: Partial<P>, answer: unknown): void {
  for (const [name, param] of Object.entries<ChoiceParam | IntegerParam | DateParam>(endpoint.params)) {
    const asked = (params as Record<string, unknown>)[name] ?? param.default;
    const field = name === "bar" ? "bar_size" : name;
    const said = (answer as Record<string, unknown>)[field];
    // Where there is no choice, what the server calls its only one is its own affair.
    if (param.kind === "choice" && param.values.length > 1 && said !== undefined && said !== asked) {
      throw new ResponseError(field, `expected ${JSON.stringify(asked)} as asked, got ${JSON.stringify(said)}`);
    }
  }
}
