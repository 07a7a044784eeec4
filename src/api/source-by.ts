import { type EndpointName, ENDPOINTS } from "./endpoints.js";
import type { FlowSource } from "./source.js";

/**
 * A source whose questions are all answered by one function, which is told the endpoint and the arguments. It is for it to
 * give what the endpoint answers.
 *
 * @example sourceBy((name, args) => Promise.reject(new NotFoundError(`nobody answers ${name}`)));
 */
export function sourceBy(answer: (name: EndpointName, args: readonly unknown[]) => Promise<unknown>): FlowSource {
  const names = Object.keys(ENDPOINTS) as EndpointName[];
  const methods = names.map((name) => [name, (...args: unknown[]) => answer(name, args)] as const);
  return Object.fromEntries(methods) as unknown as FlowSource;
}
