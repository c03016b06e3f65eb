/** What a measured program is told: where the robot is, whom to trust, who may log in. As JSON, its first argument. */
/** A robot to speak with. */
export interface Errand {
  readonly port: number;
  /** Trust anchors as PEM. */
  readonly roots: string;
  readonly user: string;
  readonly password: string;
}

/** What this process was told. */
export const errand: Errand = JSON.parse(process.argv[2] ?? "{}") as Errand;

/** Where `errand.port` is. */
export const HOST = "127.0.0.1";

/** Say what was found out, and how many milliseconds after the start of the process. */
export function answer(found: unknown): void {
  process.stdout.write(JSON.stringify([found, performance.now()]));
}
