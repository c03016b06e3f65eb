/** The joints' positions out of a whole state, and nothing else: what a control program often wants. */
import { JointStateBuffer, LEG_JOINTS } from "../../src/services/index.ts";
import { CODECS, type CodecSetup } from "./codec.ts";

/** Finds the positions in a message's bytes; they are good until the next call. */
export type PositionReader = (bytes: Buffer) => Float64Array;

/** Decoded states are alike in this, whoever decoded them; @bufbuild/protobuf has the number without its wrapper. */
interface DecodedState {
  readonly robotState: {
    readonly kinematicState: {
      readonly jointStates: readonly {
        readonly name: string;
        readonly position: number | { readonly value: number };
      }[];
    };
  };
}

/** Of a codec, or of what reads joints alone. */
export async function positionReader(setup: CodecSetup & { readonly codec: string }): Promise<PositionReader> {
  if (setup.codec === "spotwire, joints alone") {
    const buffer = new JointStateBuffer();
    return (bytes) => buffer.decode(bytes).position;
  }
  const codec = await CODECS[setup.codec]?.(setup);
  if (codec === undefined) throw new Error(`no codec ${setup.codec}`);
  const positions = new Float64Array(LEG_JOINTS.length);
  return (bytes) => {
    const { jointStates } = (codec.decode(bytes) as DecodedState).robotState.kinematicState;
    for (const { name, position } of jointStates) {
      const index = LEG_JOINTS.indexOf(name);
      if (index >= 0) positions[index] = typeof position === "number" ? position : position.value;
    }
    return positions;
  };
}
