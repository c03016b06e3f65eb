/**
 * Where things are in the site: a module and what it exports by its import name, a document by its path. Generated messages
 * share the page of their module: one page each would be ten thousand files.
 */
import { type Application, BaseRouter, type PageKind, Reflection, type RouterTarget } from "typedoc";
import { MESSAGES } from "./subpaths.ts";

/** The router's name among typedoc's options. */
export const ROUTER = "spotwire";

/** @param documentPaths the paths of documents, without `.md`, by their title */
export function siteRouter(documentPaths: ReadonlyMap<string, string>): new (app: Application) => BaseRouter {
  return class SiteRouter extends BaseRouter {
    protected override getPageKind(target: RouterTarget): PageKind | undefined {
      const isMessage = target instanceof Reflection && target.parent?.name.startsWith(MESSAGES) === true;
      return isMessage ? undefined : super.getPageKind(target);
    }

    protected override getIdealBaseName(target: RouterTarget): string {
      if (target instanceof Reflection && target.isDocument()) return documentPaths.get(target.name) ?? target.name;
      const parts = [target.name];
      for (let above = target.parent; above?.parent !== undefined; above = above.parent) parts.unshift(above.name);
      return parts
        .flatMap((part) => part.split("/"))
        .map((part) => this.getUrlSafeName(part))
        .join("/");
    }
  };
}
