/** What of postject is used; it brings no declarations. */
declare module "postject" {
  /** Put bytes into an executable, as a resource of that name, and flip its fuse. */
  export function inject(
    executable: string,
    resource: string,
    bytes: Uint8Array,
    options: { readonly sentinelFuse: string; readonly machoSegmentName?: string },
  ): Promise<void>;
}
