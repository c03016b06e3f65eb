/** Makes elements. Texts go in as text and attributes as attributes: nothing that a peer sent can become markup. */

/** Attributes that elements of this page have. None of them loads or runs anything. */
export type AttributeName =
  | "accept"
  | "autocomplete"
  | "class"
  | "for"
  | "hidden"
  | "id"
  | "inputmode"
  | "list"
  | "max"
  | "name"
  | "placeholder"
  | "role"
  | "rows"
  | "spellcheck"
  | "tabindex"
  | "title"
  | "type"
  | "value"
  | `aria-${string}`
  | `data-${string}`;

/** `undefined` and `false` leave an attribute out, `true` gives it without a value. */
export type Attributes = Readonly<Partial<Record<AttributeName, string | number | boolean | undefined>>>;

/** Make an element with attributes and what is in it. */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) setAttribute(element, attribute, value);
  element.append(...children);
  return element;
}

/** Make a button that does one thing. */
export function button(text: string, onPress: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = el("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", onPress);
  return made;
}

/** Set the text of an element, unless it has that text: the page is drawn again far more often than it changes. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** Set or take away an attribute. */
export function setAttribute(element: Element, name: string, value: string | number | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value))
    element.setAttribute(name, value === true ? "" : String(value));
}
