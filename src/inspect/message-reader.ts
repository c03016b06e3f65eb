/** Reads messages for the layers above by the types that a registry has. */
import type { SchemaRegistry } from "../reflect/schema.ts";
import type { MessageReader } from "./inspected.ts";
import { inspectMessage } from "./proto/inspect-message.ts";
import type { InspectLimits } from "./proto/limits.ts";

/** `/package.Service/Method` (gRPC over HTTP/2, "Path"). */
const PATH = /^\/([^/]+)\/([^/]+)$/;

/** Make a reader of messages. @param limits of each message's tree */
export function schemaMessageReader(registry: SchemaRegistry, limits: InspectLimits = {}): MessageReader {
  return {
    readMessage: (bytes, typeName) => inspectMessage(bytes, { ...limits, registry, typeName }),
    methodTypes(path) {
      const [, serviceName = "", name] = PATH.exec(path) ?? [];
      const method = registry.findService(serviceName)?.methods.find((each) => each.name === name);
      return method === undefined ? undefined : { input: method.input, output: method.output };
    },
  };
}
