/** How the site looks where typedoc's own theme has no answer: a module of messages, all of them on one page. */
import {
  type DeclarationReflection,
  DefaultTheme,
  DefaultThemeRenderContext,
  JSX,
  type NavigationElement,
  type PageEvent,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
} from "typedoc";
import { MESSAGES } from "./subpaths.ts";

/** The theme's name among typedoc's options. */
export const THEME = "spotwire";

/** Typedoc's theme, with messages. */
export class SiteTheme extends DefaultTheme {
  override getRenderContext(page: PageEvent<Reflection>): DefaultThemeRenderContext {
    return new SiteContext(this.router, this, page, this.application.options);
  }

  /** A module of messages is a line by its file's name; what is in it is on its page. */
  override buildNavigation(project: ProjectReflection): NavigationElement[] {
    const shortened = (elements: readonly NavigationElement[]): NavigationElement[] =>
      elements.map(({ children, ...element }) =>
        element.text.startsWith(MESSAGES)
          ? { ...element, text: element.text.slice(MESSAGES.length).replace(/^bosdyn\/api\//, "") }
          : { ...element, ...(children !== undefined && { children: shortened(children) }) },
      );
    return shortened(super.buildNavigation(project));
  }
}

class SiteContext extends DefaultThemeRenderContext {
  constructor(...parts: ConstructorParameters<typeof DefaultThemeRenderContext>) {
    super(...parts);
    const usual = this.moduleReflection;
    this.moduleReflection = (module) => (module.name.startsWith(MESSAGES) ? this.#messages(module) : usual(module));
  }

  #messages(module: DeclarationReflection | ProjectReflection): JSX.Element {
    return element(
      "section",
      { class: "tsd-panel-group" },
      element("section", { class: "tsd-panel tsd-comment" }, this.commentSummary(module)),
      ...asWritten(module.children).map((child) =>
        child.kind === ReflectionKind.Interface ? this.#message(child) : this.member(child),
      ),
    );
  }

  /** A message: its name, what it is, and its fields, a line each. */
  #message(message: DeclarationReflection): JSX.Element {
    const anchor = this.getAnchor(message) ?? "";
    this.page.pageHeadings.push({
      link: `#${anchor}`,
      text: message.name,
      kind: message.kind,
      classes: this.getReflectionClasses(message),
      icon: this.theme.getReflectionIcon(message),
    });
    const fields = element(
      "dl",
      { class: "site-fields" },
      ...asWritten(message.children).map((field) => this.#field(field)),
    );
    // What a codec takes has the fields of the message above it, which tells what they are.
    const isInit = message.name.endsWith("Init");
    return element(
      "section",
      { class: "tsd-panel tsd-member" },
      element("h3", { class: "tsd-anchor-link", id: anchor }, message.name),
      this.commentSummary(message),
      isInit ? element("details", {}, element("summary", {}, "Fields"), fields) : fields,
    );
  }

  #field(field: DeclarationReflection): JSX.Element {
    const isOfInit = field.parent?.name.endsWith("Init") === true;
    return element(
      "div",
      { id: this.getAnchor(field) ?? "" },
      element("dt", {}, element("code", {}, field.name, ": ", this.type(field.type))),
      isOfInit ? element("dd", {}) : element("dd", {}, this.commentSummary(field)),
    );
  }
}

/** In the order of the source, which is the protocol's own. */
function asWritten(children: readonly DeclarationReflection[] = []): DeclarationReflection[] {
  return [...children].sort((a, b) => a.id - b.id);
}

const element = JSX.createElement as (
  tag: string,
  props: Readonly<Record<string, string>>,
  ...children: readonly JSX.Children[]
) => JSX.Element;
