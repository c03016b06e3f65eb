/** What is weighed: for each purpose our way, or ways, and that of others. */
import { type BundleInput, bundled, commandLine } from "./bundled.ts";

/** One way to do something. */
export interface Way {
  readonly name: string;
  /** Of ours: not to be passed, in bytes gzipped; 1 kB is 1,000. */
  readonly budget?: number;
  readonly make: () => Promise<Uint8Array>;
}

/** One thing to do. */
export interface Purpose {
  readonly name: string;
  readonly ways: readonly Way[];
}

const GRPC_JS = "@grpc/grpc-js + protobufjs";
const CONNECT = "@connectrpc/connect-node + @bufbuild/protobuf";

interface Budgets {
  readonly call: number;
  readonly lean: number;
  readonly spotwire: number;
}

/** The lean channel alone; with the typed clients, their checks and their classes of errors; the whole stack; others. */
const programs = (name: string, budgets: Budgets): readonly Way[] => [
  way("spotwire/lean, bare call", { program: `tools/size/programs/${name}-call.ts` }, budgets.call),
  way("spotwire/lean, clients", { program: `tools/size/programs/${name}-lean.ts` }, budgets.lean),
  way("spotwire, clients", { program: `tools/size/programs/${name}-spotwire.ts` }, budgets.spotwire),
  way(GRPC_JS, { program: `tools/size/programs/${name}-grpc-js.ts`, needsRequire: true }),
  way(CONNECT, { program: `tools/size/programs/${name}-connect.ts`, needsRequire: true }),
];

/** Everything with a budget, and what stands beside it. */
export const PURPOSES: readonly Purpose[] = [
  {
    name: "the wire format",
    ways: [
      way("spotwire/wire", { source: 'export * from "./src/wire/index.ts";' }, 4_000),
      way("protobufjs/minimal", { source: 'export * from "protobufjs/minimal.js";' }),
      way("@bufbuild/protobuf/wire", { source: 'export * from "@bufbuild/protobuf/wire";' }),
    ],
  },
  {
    name: "RobotId, certificate chain checked",
    ways: programs("robot-id", { call: 14_000, lean: 15_500, spotwire: 27_700 }),
  },
  { name: "login and robot state", ways: programs("state", { call: 25_000, lean: 26_000, spotwire: 50_000 }) },
  {
    name: "the whole command line",
    ways: [{ name: "spotwire.mjs", budget: 900_000, make: commandLine }],
  },
];

function way(name: string, input: BundleInput, budget?: number): Way {
  return { name, make: () => bundled(input), ...(budget !== undefined && { budget }) };
}
