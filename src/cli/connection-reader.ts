/** Where the commands that show traffic get their reader of connections. */
import {
  ConnectionInspector,
  type ConnectionLimits,
  type ConnectionReader,
  schemaMessageReader,
} from "../inspect/index.ts";
import type { SchemaRegistry } from "../reflect/index.ts";

/**
 * A maker of readers, one for each connection, that know the messages of a schema.
 * @param limits what each may cost. Default as the inspector has it
 */
export function connectionReaders(registry: SchemaRegistry, limits: ConnectionLimits = {}): () => ConnectionReader {
  const messages = schemaMessageReader(registry);
  return () => new ConnectionInspector({ ...limits, messages });
}
