/** The package installed into an empty project, as a user has it on the first day. */
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { output, ownProgram, packed, type Tarball } from "./tarball.ts";

const PROGRAM = `
import { connect, type Robot } from "spotwire";
import { RobotIdClient } from "spotwire/services";
import { startSimulator } from "spotwire/sim";
import { readTag, WireReader } from "spotwire/wire";
import { RobotIdRequest } from "spotwire/messages/bosdyn/api/robot_id";
import { connectOwnTransport } from "spotwire/http2";

const bytes: Uint8Array = RobotIdRequest.encode({ header: { clientName: "first day" } });
if (readTag(new WireReader(bytes)) !== 10) throw new Error("not a field 1");

await using simulator = await startSimulator({ serialNumber: "SIM-first-day" });
const robot: Robot = await connect(\`127.0.0.1:\${simulator.port}\`, {
  roots: simulator.rootsPem,
  transport: connectOwnTransport,
});
const { serialNumber, species } = await robot.client(RobotIdClient).getRobotId();
console.log(serialNumber.toUpperCase(), species);
await robot.close();
`;

const RESOLUTIONS = {
  bundler: { module: "ESNext", moduleResolution: "Bundler" },
  node16: { module: "Node16", moduleResolution: "Node16" },
} as const;

let tarball: Tarball;
let project: string;
beforeAll(async () => {
  tarball = await packed();
  project = join(tarball.folder, "project");
  await mkdir(project);
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "first-day", private: true, type: "module" }));
  await writeFile(join(project, "main.ts"), PROGRAM);
  const args = ["install", "--no-audit", "--no-fund", "--prefer-offline", tarball.path];
  await output("npm", args, project);
  // Types of Node, as any project for it has them; the repository's own, so that the network is asked for nothing more.
  for (const name of ["@types/node", "undici-types"]) {
    await cp(join(import.meta.dirname, "../../node_modules", name), join(project, "node_modules", name), {
      recursive: true,
    });
  }
});

describe("the package in an empty project", () => {
  for (const [name, options] of Object.entries(RESOLUTIONS)) {
    it(`type-checks with ${name} resolution, its declarations included`, async () => {
      const compilerOptions = {
        ...options,
        target: "ES2023",
        lib: ["ES2023", "ESNext.Disposable"],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        types: ["node"],
      };
      const file = join(project, `tsconfig.${name}.json`);
      await writeFile(file, JSON.stringify({ compilerOptions, files: ["main.ts"] }));
      expect(await output(process.execPath, [ownProgram("tsc"), "--project", file], project)).toBe("");
    });
  }

  it("runs", async () => {
    const out = join(project, "tsconfig.out.json");
    const compilerOptions = {
      ...RESOLUTIONS.node16,
      target: "ES2022",
      types: ["node"],
      skipLibCheck: true,
      outDir: "out",
    };
    await writeFile(out, JSON.stringify({ compilerOptions, files: ["main.ts"] }));
    await output(process.execPath, [ownProgram("tsc"), "--project", out], project);
    expect(await output(process.execPath, ["out/main.js"], project)).toBe("SIM-FIRST-DAY spot\n");
  });

  it("has its command", async () => {
    expect(await output("npx", ["--no-install", "spotwire", "--version"], project)).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
