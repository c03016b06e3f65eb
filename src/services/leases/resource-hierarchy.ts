/**
 * The resources of a robot and how they contain each other: whoever has the lease of a resource has all that is below it.
 * Read it from the robot; which resources there are depends on its hardware.
 */
import type { CallOptions } from "../../grpc/index.ts";
import type { ListLeasesResponse, ResourceTreeInit } from "../../messages/bosdyn/api/lease.ts";
import { LeaseServiceCalls } from "../../messages/bosdyn/api/lease_service.ts";
import { requireField } from "../service-client.ts";

/** What `readResourceHierarchy` needs of a `LeaseClient`. */
export interface LeaseLister {
  listLeases(request?: object, options?: CallOptions): Promise<ListLeasesResponse>;
}

/** A resource with all that is below it. */
export class ResourceHierarchy {
  /** Its root. */
  readonly resource: string;
  /** The resources that contain no others, in the tree's order; the root itself if it has nothing below. */
  readonly leaves: ReadonlySet<string>;
  /** By name, this one included. Of two with one name the first counts. */
  readonly #all = new Map<string, ResourceHierarchy>();

  constructor(tree: ResourceTreeInit) {
    this.resource = tree.resource ?? "";
    this.#all.set(this.resource, this);
    const leaves = new Set<string>();
    for (const subTree of tree.subResources ?? []) {
      const below = new ResourceHierarchy(subTree);
      for (const leaf of below.leaves) leaves.add(leaf);
      for (const [name, each] of below.#all) if (!this.#all.has(name)) this.#all.set(name, each);
    }
    this.leaves = leaves.size === 0 ? new Set([this.resource]) : leaves;
  }

  /** Whether there is such a resource, at the root or anywhere below. */
  has(resource: string): boolean {
    return this.#all.has(resource);
  }

  /** A resource with all that is below it. @returns `undefined` if there is none of that name */
  get(resource: string): ResourceHierarchy | undefined {
    return this.#all.get(resource);
  }

  /** Every resource by name, the root first. */
  resources(): readonly string[] {
    return [...this.#all.keys()];
  }
}

/**
 * Ask a robot for its resources.
 * @throws {IncompleteResponseError} the robot did not say how they hang together
 * @throws {RpcError | ResponseError}
 */
export async function readResourceHierarchy(client: LeaseLister, options?: CallOptions): Promise<ResourceHierarchy> {
  const response = await client.listLeases({}, options);
  const { path } = LeaseServiceCalls.listLeases;
  return new ResourceHierarchy(requireField(response.resourceTree, "resource_tree", path, response));
}
