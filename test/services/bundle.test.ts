/** What a bundle holds that names one client: that client, its messages, and what all clients share. */
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";

const SERVICES = resolve(import.meta.dirname, "../../src/services");

/** Sources with bytes in the bundle of an entry, below `src/`. */
async function bundled(entry: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: entry, resolveDir: SERVICES, loader: "ts" },
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "node",
    logLevel: "error",
  });
  const [output] = Object.values(metafile.outputs);
  return Object.entries(output?.inputs ?? {})
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && path.includes("src/"))
    .map(([path]) => path.slice(path.indexOf("src/") + 4))
    .sort();
}

describe("a bundle", () => {
  it("of nothing but the import is empty: no module has side effects", async () => {
    expect(await bundled(`import ${JSON.stringify(join(SERVICES, "index.ts"))};`)).toEqual([]);
    expect(await bundled(`import {} from "./index.ts";`)).toEqual([]);
  });

  it("of one small client holds its room and no other", async () => {
    const files = await bundled(`export { FaultClient } from "./index.ts";`);
    const services = files.filter((file) => file.startsWith("services/"));
    expect(services).toContain("services/registration/fault.ts");
    expect(services.filter((file) => /^services\/.*\//.test(file) && !file.startsWith("services/errors/"))).toEqual([
      "services/registration/fault.ts",
    ]);
    expect(services).not.toContain("services/data-chunks.ts");
    const messages = files.filter((file) => file.startsWith("messages/bosdyn"));
    expect(messages).toContain("messages/bosdyn/api/fault_service.ts");
    expect(messages.filter((file) => /graph_nav|mission|spot_cam|image|robot_command/.test(file))).toEqual([]);
  });

  it("of GraphNav does not hold missions, and the other way round", async () => {
    const graphNav = await bundled(`export { GraphNavClient } from "./index.ts";`);
    expect(graphNav.filter((file) => /services\/(mission|spot-cam|control|motion|data\/)/.test(file))).toEqual([]);
    expect(graphNav).not.toContain("services/graph-nav/recording.ts");
    const mission = await bundled(`export { MissionClient } from "./index.ts";`);
    expect(mission.filter((file) => /services\/(graph-nav|spot-cam|control|motion|data\/)/.test(file))).toEqual([]);
  });
});
