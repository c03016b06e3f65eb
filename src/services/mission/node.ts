/** Nodes of a mission's tree: a name, what the node does, and the values that it passes on. */
import type { NodeInit } from "../../messages/bosdyn/api/mission/nodes.ts";
import type { VariableDeclarationInit } from "../../messages/bosdyn/api/mission/util.ts";
import { nodeValues, type ValuesByKey } from "./blackboard.ts";

/** What every node has, whatever it does. */
type Common = "name" | "userData" | "referenceId" | "parameterValues" | "overrides" | "parameters" | "$unknown";

/** What a node does: one of the members, such as `sequence`, `bosdynNavigateTo`, or a `nodeReference`. */
export type NodeKind = Omit<NodeInit, Common>;

/** What a node has besides. */
export interface NodeOptions extends Pick<NodeInit, "userData" | "referenceId"> {
  /** What the node takes from the node around it. */
  readonly parameters?: readonly VariableDeclarationInit[] | undefined;
  /** Values of those parameters; a text `$name` passes on a parameter of the node around. */
  readonly parameterValues?: ValuesByKey | undefined;
  /** Values that replace fields of the node, by the fields' names. */
  readonly overrides?: ValuesByKey | undefined;
}

/**
 * Make a node with a name, by which it is found in the mission's state and in errors.
 * @param kind what it does: exactly one member
 * @throws {TypeError} `kind` has no member, or several
 * @throws {RangeError} the name is empty; a value is none of a blackboard
 * @example
 * ```ts
 * const root = missionNode("patrol", {
 *   sequence: { children: [missionNode("wait", { sleep: { seconds: 3 } })] },
 * });
 * await mission.sendMission({ root });
 * ```
 */
export function missionNode(name: string, kind: NodeKind, options: NodeOptions = {}): NodeInit {
  if (name === "") throw new RangeError("a node has no name");
  const members = Object.entries(kind).flatMap(([member, value]) => (value === undefined ? [] : [member]));
  if (members.length !== 1) {
    throw new TypeError(
      `node ${JSON.stringify(name)} does ${members.join(" and ") || "nothing"}: give one thing to do`,
    );
  }
  const { userData, referenceId, parameters, parameterValues = {}, overrides = {} } = options;
  return {
    ...kind,
    name,
    userData,
    referenceId,
    parameters,
    parameterValues: nodeValues(parameterValues),
    overrides: nodeValues(overrides),
  };
}
