/** Light or dark: as the system has it, or as somebody wants it while the page is open. */
import { button, setAttribute, setText } from "./element.ts";

const THEMES = ["system", "light", "dark"] as const;
const SIGNS = { system: "◐", light: "☀", dark: "☾" } as const;

/** The button for it, and the same for a key. */
export interface ThemeSwitch {
  readonly element: HTMLElement;
  turn(): void;
}

/** Make the switch. */
export function themeSwitch(): ThemeSwitch {
  let at = 0;
  const turn = (): void => {
    at = (at + 1) % THEMES.length;
    draw();
  };
  const element = button("", turn, { class: "icon" });
  const draw = (): void => {
    const theme = THEMES[at] ?? "system";
    setAttribute(document.documentElement, "data-theme", theme === "system" ? undefined : theme);
    setText(element, SIGNS[theme]);
    setAttribute(element, "aria-label", `Theme: ${theme}`);
    setAttribute(element, "title", `Theme: ${theme} (t)`);
  };
  draw();
  return { element, turn };
}
